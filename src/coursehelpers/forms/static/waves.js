// The three waves: each institution with its reasons and its first step, moved to another wave with a reason.
// It holds nothing: each move is handed over, and the rows come back.

const AT_ONCE = 15;

function element(name, attributes = {}, parent = null, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== "") made.textContent = text;
  if (parent) parent.appendChild(made);
  if (name === "select" || name === "button" || name === "summary" || name === "input") made.setAttribute("data-lm-suppress-shortcuts", "true");
  return made;
}

const said = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

function render({ model, el }) {
  const words = model.get("words");
  el.replaceChildren();
  const frame = element("section", { class: "course-waves", "aria-label": words.title }, el);
  const lists = element("div", { class: "waves" }, frame);
  element("p", { class: "source" }, frame, words.source);
  const status = element("p", { role: "status", "aria-live": "polite" }, frame);
  const shown = { now: AT_ONCE, next: AT_ONCE, later: AT_ONCE };
  let chosen = null;

  function hand(change) {
    chosen = change.key;
    model.set("moved", { ...change, turn: Date.now() });
    model.save_changes();
  }

  function mover(row, entry) {
    const fold = element("details", {}, entry);
    const summary = element("summary", { "data-key": row.key }, fold, words.change);
    summary.setAttribute("aria-label", `${words.change}: ${row.name}`);
    const waveLabel = element("label", {}, fold, `${words.wave} `);
    const wave = element("select", {}, waveLabel);
    for (const [name, text] of Object.entries(words.waves)) element("option", { value: name }, wave, text);
    wave.value = row.wave;
    const whyLabel = element("label", {}, fold, `${words.why} `);
    const why = element("input", { type: "text", maxlength: 120 }, whyLabel);
    why.value = row.why;
    const move = element("button", { type: "button" }, fold, words.move);
    move.addEventListener("click", () => {
      if (!why.value.trim()) {
        status.textContent = words.ask_why;
        why.focus();
        return;
      }
      hand({ key: row.key, wave: wave.value, why: why.value.trim() });
    });
    if (row.why) {
      const back = element("button", { type: "button" }, fold, words.back);
      back.addEventListener("click", () => hand({ key: row.key, wave: row.proposed, why: "", back: true }));
    }
  }

  function drawEntry(row, list) {
    const entry = element("li", {}, list);
    element("strong", {}, entry, row.name);
    element("p", {}, entry, row.why ? said(words.yours, row) : row.reasons);
    if (row.step) element("p", {}, entry, said(words.step, row));
    if (row.places && !row.why) element("small", {}, entry, row.places);
    mover(row, entry);
  }

  function draw() {
    const rows = model.get("rows");
    lists.replaceChildren();
    for (const [name, text] of Object.entries(words.waves)) {
      const wave = element("section", { "aria-label": text }, lists);
      const here = rows.filter((row) => row.wave === name);
      element("h4", {}, wave, `${text} (${here.length})`);
      const list = element("ol", {}, wave);
      for (const row of here.slice(0, shown[name])) drawEntry(row, list);
      if (!here.length) element("p", {}, wave, words.none);
      const left = here.length - shown[name];
      if (left > 0) {
        const more = element("button", { type: "button" }, wave, said(words.more, { n: Math.min(left, AT_ONCE) }));
        more.addEventListener("click", () => { shown[name] += AT_ONCE; chosen = null; draw(); });
      }
    }
    const row = rows.find((one) => one.key === chosen);
    if (row) {
      [...lists.querySelectorAll("summary")].find((summary) => summary.dataset.key === chosen)?.focus();
      status.textContent = said(words.moved, { name: row.name, wave: words.waves[row.wave] });
    }
  }

  model.on("change:rows", draw);
  model.on("change:problem", () => { if (model.get("problem")) status.textContent = model.get("problem"); });
  draw();
}

export default { render };
