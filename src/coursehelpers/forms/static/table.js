// A section of the workbook as a table to fill in, or as a page of fields.
// It holds nothing: each change is handed to Python, which writes the workbook and sends the rows back.

const SHOWN = 60; // Rows at a time: a thousand would keep the browser busy for minutes.

function input(field, value, label) {
  const shown = value === null || value === undefined ? "" : String(value);
  let made;
  if (field.kind === "choice") {
    made = make("select");
    const choices = [["", "–"], ...Object.entries(field.choices)];
    if (shown && !(shown in field.choices)) choices.push([shown, shown]);
    for (const [key, text] of choices) {
      const option = make("option", { value: key }, made);
      option.textContent = text;
    }
  } else if (field.kind === "long") {
    made = make("textarea", { rows: 1 });
  } else if (field.kind === "text") {
    made = make("textarea", { rows: 1 });
    onOneLine(made);
  } else {
    made = make("input", { type: field.kind === "date" ? "date" : "text" });
    if (field.kind === "number") made.setAttribute("inputmode", "decimal");
  }
  made.value = shown;
  made.setAttribute("aria-label", label);
  if (field.hint) made.title = field.hint;
  made.dataset.field = field.name;
  return made;
}

const ROOM = { number: 4.6, date: 9.5 }; // Widths of columns as in table.css; the others have 10 rem, the first one 12.

// The column of a field: how much room it needs.
function columnOf(field) {
  const short = field.kind === "choice" && Object.values(field.choices).every((text) => text.length < 3);
  return short ? "number" : field.kind;
}

// Where the next letter goes; a date or a list of choices has no such place.
function caretOf(made) {
  return made.tagName === "TEXTAREA" || made.type === "text" ? made.selectionStart : null;
}

const plain = (text) => String(text ?? "").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function render({ model, el }) {
  const words = model.get("words");
  const fields = model.get("fields");
  const seen = fields.filter((field) => !field.folded);
  const folded = fields.filter((field) => field.folded);
  const finder = make("label", { class: "course-find" }, el);
  const search = make("input", { type: "search" });
  finder.append(words.find, " ", search);
  finder.hidden = true;
  const frame = make("section", { class: words.page ? "course-form page" : "course-form", "aria-label": words.title }, el);
  keepKeys(finder);
  keepKeys(frame);
  const rest = make("p", {}, el);
  const said = make("p", { role: "status", "aria-live": "polite" }, el);
  const open = new Set();
  const fresh = new Set();
  let drawn = [];
  let drawing = false;

  const python = connect({ model, frame, said, words });
  const typing = afterPause((_key, made) => hand(made));
  const drafting = afterPause((_key, inputs) => keepDraft(inputs));

  function send(change) {
    python.hand("changed", change);
  }

  // Compared with what is held, not with what stood there at focus: the rows may have come anew meanwhile.
  function hand(made) {
    if (drawing || made.value === held(made)) return;
    said.textContent = "";
    send({ ident: made.dataset.row, values: { [made.dataset.field]: made.value } });
  }

  function keepDraft(inputs) {
    const typed = inputs.filter((made) => made.value !== "").map((made) => [made.dataset.field, made.value]);
    python.send("draft", Object.fromEntries(typed));
  }

  function bound(field, row) {
    const label = words.page ? field.label : `${field.label}: ${row[fields[0].name] ?? ""}`;
    const made = input(field, row[field.name], label);
    made.dataset.row = row._ident;
    fillIn(made, held(made));
    made.addEventListener(made.tagName === "SELECT" ? "change" : "blur", () => {
      typing.drop(made);
      hand(made);
    });
    // A number or a day that is half written is not one yet; a name that is being rewritten is not empty.
    if (made.tagName === "TEXTAREA" || field.kind === "text") {
      made.addEventListener("input", () => {
        typing.drop(made);
        if (made.value.trim()) typing.later(made, made);
      });
    }
    return made;
  }

  // What Python has not answered yet is held as well: else an answer to one field would empty the next.
  function held(made) {
    const { row: ident, field } = made.dataset;
    const sent = python.lastUnanswered((change) => change.ident === ident && field in (change.values ?? {}));
    if (sent) return sent.values[field];
    const row = model.get("rows").find((one) => one._ident === ident);
    const value = row ? row[field] : null;
    return value === null || value === undefined ? "" : String(value);
  }

  function framed(field, made) {
    return made.tagName === "INPUT" ? made : inWholeWords(made, field.kind === "long" ? "long" : "");
  }

  function fieldList(list, row, parent) {
    for (const field of list) {
      const label = make("label", {}, parent);
      make("span", {}, label).textContent = field.label;
      label.appendChild(framed(field, bound(field, row)));
      if (field.hint) make("small", {}, label).textContent = field.hint;
    }
  }

  function fold(row, parent) {
    if (!folded.length) return;
    const details = make("details", {}, parent);
    if (open.has(row._ident)) details.open = true;
    details.addEventListener("toggle", () => {
      if (details.open) open.add(row._ident);
      else open.delete(row._ident);
      if (details.contains(document.activeElement)) details.scrollIntoView({ block: "nearest" });
    });
    make("summary", {}, details).textContent = words.more;
    fieldList(folded, row, make("div", { class: "fields" }, details));
  }

  function drawPage() {
    const row = model.get("rows")[0];
    fieldList(seen, row, make("div", { class: "fields" }, frame));
    fold(row, frame);
  }

  // Who has an answer already stands first; the others are found by a part of their first field.
  function chooseRows() {
    const rows = model.get("rows");
    finder.hidden = rows.length <= SHOWN;
    const asked = finder.hidden ? "" : plain(search.value.trim());
    const named = (row) => (fields[0].kind === "choice" ? fields[0].choices[row[fields[0].name]] ?? row[fields[0].name] : row[fields[0].name]);
    const found = rows.filter((row) => plain(named(row)).includes(asked));
    const answered = (row) => fresh.has(row._ident) || seen.slice(2).some((field) => row[field.name] !== null && row[field.name] !== "");
    const ordered = finder.hidden ? found : [...found.filter(answered), ...found.filter((row) => !answered(row))];
    rest.textContent = ordered.length > SHOWN ? words.rest.replace("{n}", ordered.length - SHOWN) : "";
    return ordered.slice(0, SHOWN);
  }

  // Where it is narrow a row is a card, and a browser no longer takes it for a row by itself.
  function drawTable() {
    const rows = chooseRows();
    const room = seen.reduce((sum, field, at) => sum + (at ? ROOM[columnOf(field)] ?? 10 : 12) + 0.6, words.fixed ? 0 : 7.6);
    const wide = room <= 34 ? "few" : room <= 52.8 ? "some" : room <= 68 ? "many" : "";
    const box = make("div", { class: `scroll ${wide}`.trim(), tabindex: 0, role: "region", "aria-label": words.title }, frame);
    const table = make("table", { role: "table" }, box);
    const head = make("tr", { role: "row" }, make("thead", { role: "rowgroup" }, table));
    for (const field of seen) make("th", { scope: "col", role: "columnheader", class: columnOf(field) }, head).textContent = field.label;
    if (folded.length || !words.fixed) make("td", { role: "cell" }, head);
    const body = make("tbody", { role: "rowgroup" }, table);
    for (const row of rows) {
      const line = make("tr", { role: "row" }, body);
      for (const field of seen) make("td", { role: "cell", class: columnOf(field), "data-label": field.label }, line).appendChild(framed(field, bound(field, row)));
      if (folded.length || !words.fixed) {
        const last = make("td", { role: "cell" }, line);
        fold(row, last);
        if (!words.fixed) {
          const button = make("button", { type: "button", "aria-label": `${words.remove}: ${row[fields[0].name]}` }, last);
          button.textContent = words.remove;
          button.addEventListener("click", () => send({ remove: row._ident }));
        }
      }
    }
    if (!rows.length && words.fixed) make("p", {}, frame).textContent = words.none;
    if (!words.fixed) drawNew(body);
  }

  function drawNew(body) {
    const line = make("tr", { class: "new", role: "row" }, body);
    const inputs = seen.map((field, at) => {
      const label = `${words.new}: ${field.label}`;
      const made = input(field, (model.get("draft") ?? {})[field.name], label);
      make("td", { role: "cell", class: columnOf(field), "data-label": at ? field.label : label }, line).appendChild(framed(field, made));
      return made;
    });
    const button = make("button", { type: "button" }, make("td", { role: "cell" }, line));
    button.textContent = words.add;
    line.addEventListener("input", () => drafting.later("new", inputs));
    button.addEventListener("click", () => {
      drafting.drop("new");
      send({ add: Object.fromEntries(inputs.map((made) => [made.dataset.field, made.value])) });
    });
  }

  function draw() {
    if (python.isLocked()) return;
    const active = el.contains(document.activeElement) ? document.activeElement : null;
    const here = active && active.dataset.row !== undefined ? { ...active.dataset, typed: active.value, caret: caretOf(active) } : null;
    const adding = active && active.closest("tr.new") !== null;
    const place = here ? drawn.indexOf(here.row) : -1;
    drawing = true;
    frame.replaceChildren();
    if (words.page) drawPage();
    else drawTable();
    drawing = false;
    drawn = model.get("rows").map((row) => row._ident);
    if (adding) frame.querySelector("tr.new [data-field]").focus();
    if (!here) return;
    // A row that was given another name stands where it stood.
    const row = drawn.includes(here.row) ? here.row : drawn[place];
    const again = [...frame.querySelectorAll("[data-row]")].find((one) => one.dataset.row === row && one.dataset.field === here.field);
    if (again) {
      fillIn(again, here.typed);
      again.focus();
      if (here.caret !== null) again.setSelectionRange(here.caret, here.caret);
    }
  }

  function refresh() {
    for (const made of frame.querySelectorAll("[data-row]")) {
      if (made !== document.activeElement) fillIn(made, held(made));
    }
  }

  search.addEventListener("input", draw);
  model.on("change:draft", () => {
    for (const made of frame.querySelectorAll("tr.new [data-field]")) {
      if (made !== document.activeElement) fillIn(made, (model.get("draft") ?? {})[made.dataset.field] ?? "");
    }
  });
  model.on("change:rows", () => {
    python.answered();
    const idents = model.get("rows").map((row) => row._ident);
    if (idents.length === drawn.length && idents.every((one, at) => one === drawn[at])) refresh();
    else {
      const before = new Set(drawn);
      for (const one of idents) if (!before.has(one)) fresh.add(one);
      draw();
    }
    if (!model.get("problem")) said.textContent = words.saved;
  });
  python.onAnswer(() => {
    refresh();
    said.textContent = model.get("problem") || words.saved;
  });
  model.on("change:problem", () => {
    python.answered();
    if (model.get("problem")) said.textContent = model.get("problem");
  });
  draw();
}

export default { render };
