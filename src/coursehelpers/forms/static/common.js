// What every form has in common: keys that stay in it, words that are saved while they are typed, and a kernel that may stop.

const PAUSE = 700; // Milliseconds after the last letter until a text is handed over.
const PATIENCE = 8000; // Milliseconds until a change that nobody answered is spoken of.
const STOPPED = ["restarting", "autorestarting", "dead", "terminating"];

function make(name, attributes = {}, parent = null, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== "") made.textContent = text;
  if (parent) parent.appendChild(made);
  return made;
}

// A field whose words are never cut: what it holds is written under it as well, and breaks its lines there.
function inWholeWords(made, kind = "") {
  const frame = make("span", { class: `course-field ${kind} ${made.tagName === "SELECT" ? "choice" : ""}`.trim() });
  frame.appendChild(made);
  made.addEventListener("input", () => showWords(made));
  made.addEventListener("change", () => showWords(made));
  showWords(made);
  return frame;
}

// A name or a reason is one line of a list, whatever is pasted into it, however many lines it fills on the screen.
function onOneLine(made) {
  made.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  made.addEventListener("input", () => {
    if (!made.value.includes("\n")) return;
    const caret = made.selectionStart;
    made.value = made.value.replaceAll("\n", " ");
    made.setSelectionRange(caret, caret);
  });
}

function showWords(made) {
  const frame = made.parentElement;
  if (!frame?.classList.contains("course-field")) return;
  frame.dataset.words = made.tagName === "SELECT" ? made.selectedOptions[0]?.textContent ?? "" : made.value;
}

function fillIn(made, value) {
  made.value = value;
  showWords(made);
}

// JupyterLab takes Enter, Delete and single letters for commands of its own unless an element says otherwise.
// Tab and keys with Ctrl or Cmd are left to it.
function keepKeys(frame) {
  const ours = (event) => !(event.ctrlKey || event.metaKey || event.key === "Tab");
  frame.setAttribute("data-lm-suppress-shortcuts", "true");
  const choose = (event) => {
    if (!frame.isConnected) return;
    frame.toggleAttribute("data-lm-suppress-shortcuts", ours(event));
    // Notebook 7 looks at a button or a number itself before it looks at what is around it.
    if (frame.contains(event.target)) event.target.toggleAttribute("data-lm-suppress-shortcuts", ours(event));
  };
  window.addEventListener("keydown", choose, true);
  frame.addEventListener("keydown", (event) => {
    if (!ours(event)) return;
    // The notebook around it listens as well, and takes Enter for its own.
    event.stopPropagation();
    // Escape leaves a form for its cell, as it leaves a cell's text; nobody has to tab through a hundred fields.
    if (event.key === "Escape" && !event.isComposing && !(event.target.type === "search" && event.target.value)) {
      frame.closest(".jp-Cell")?.focus();
    }
  });
}

// Hand changes to Python; say so while nobody has answered, and lock the form when nobody will.
function connect({ model, frame, said, words }) {
  const unanswered = new Map();
  let turn = Date.now();
  let waiting = null;
  let locked = false;
  let told = () => {};

  function answered() {
    clearTimeout(waiting);
    waiting = null;
  }

  function lock() {
    if (locked || !frame.isConnected) return;
    locked = true;
    answered();
    frame.classList.add("course-locked");
    for (const field of frame.querySelectorAll("input, textarea, select, button")) {
      // A text can still be read and copied.
      if (field.matches("textarea, input:not([type=search])")) field.readOnly = true;
      else field.disabled = true;
    }
    for (const point of frame.querySelectorAll("[tabindex='0'][role=button]")) point.setAttribute("aria-disabled", "true");
    said.textContent = words.not_connected ?? "";
    said.classList.add("course-stopped");
  }

  // Changes go as messages, one each: of states that follow each other while Python is busy, only the last arrives.
  function hand(name, change) {
    if (locked) return;
    turn += 1;
    if (model.send) {
      unanswered.set(turn, change);
      model.send({ [name]: { ...change, turn } });
      wait();
    } else {
      // The website's stand-in for Python is never busy.
      send(name, { ...change, turn });
    }
  }

  function send(name, value) {
    if (locked) return;
    model.set(name, value);
    model.save_changes();
    wait();
  }

  function wait() {
    clearTimeout(waiting);
    if (words.waiting) waiting = setTimeout(() => { said.textContent = words.waiting; }, PATIENCE);
  }

  model.on("msg:custom", (message) => {
    if (!unanswered.delete(message.answered)) return;
    if (!unanswered.size) answered();
    if (!locked) told();
  });
  // The website's stand-in for Python has no kernel, and never stops.
  for (const event of ["comm:close", "comm_live_update"]) model.on(event, lock);
  const manager = model.widget_manager;
  const kernel = manager?.kernel ?? manager?.context?.sessionContext?.session?.kernel;
  kernel?.statusChanged?.connect?.((_kernel, status) => { if (STOPPED.includes(status)) lock(); });
  return {
    answered,
    hand,
    send,
    isLocked: () => locked,
    onAnswer: (act) => { told = act; },
    lastUnanswered: (fits) => [...unanswered.values()].reverse().find(fits),
  };
}

// Call a function a moment after the last call, and at once when the page is left.
function afterPause(act) {
  const pending = new Map();
  const flush = () => {
    for (const [key, { timer, value }] of pending) {
      clearTimeout(timer);
      pending.delete(key);
      act(key, value);
    }
  };
  window.addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") flush(); });
  return {
    flush,
    drop: (key) => { clearTimeout(pending.get(key)?.timer); pending.delete(key); },
    later: (key, value) => {
      clearTimeout(pending.get(key)?.timer);
      const timer = setTimeout(() => { pending.delete(key); act(key, value); }, PAUSE);
      pending.set(key, { timer, value });
    },
  };
}
