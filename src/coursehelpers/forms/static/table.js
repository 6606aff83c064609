// A section of the workbook as a table to fill in, or as a page of fields.
// It holds nothing: each change is handed to Python, which writes the workbook and sends the rows back.

const SHOWN = 60; // Rows at a time: a thousand would keep the browser busy for minutes.

function element(name, attributes = {}, parent = null) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (parent) parent.appendChild(made);
  // Else JupyterLab takes a letter typed here for a shortcut of its own: “m” would make the cell a text.
  if (name === "select" || name === "button" || name === "summary") made.setAttribute("data-lm-suppress-shortcuts", "true");
  return made;
}

function input(field, value, label) {
  const shown = value === null || value === undefined ? "" : String(value);
  let made;
  if (field.kind === "choice") {
    made = element("select");
    const choices = [["", "–"], ...Object.entries(field.choices)];
    if (shown && !(shown in field.choices)) choices.push([shown, shown]);
    for (const [key, text] of choices) {
      const option = element("option", { value: key }, made);
      option.textContent = text;
    }
  } else if (field.kind === "long") {
    made = element("textarea", { rows: 2 });
  } else {
    made = element("input", { type: field.kind === "date" ? "date" : "text" });
    if (field.kind === "number") made.setAttribute("inputmode", "decimal");
  }
  made.value = shown;
  made.setAttribute("aria-label", label);
  if (field.hint) made.title = field.hint;
  made.dataset.field = field.name;
  return made;
}

const plain = (text) => String(text ?? "").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function render({ model, el }) {
  const words = model.get("words");
  const fields = model.get("fields");
  const seen = fields.filter((field) => !field.folded);
  const folded = fields.filter((field) => field.folded);
  const finder = element("label", { class: "course-find" }, el);
  const search = element("input", { type: "search" });
  finder.append(words.find, " ", search);
  finder.hidden = true;
  const frame = element("section", { class: "course-form", "aria-label": words.title }, el);
  const rest = element("p", {}, el);
  const said = element("p", { role: "status", "aria-live": "polite" }, el);
  const open = new Set();
  const fresh = new Set();
  let drawn = [];
  let drawing = false;

  function send(change) {
    model.set("changed", { ...change, turn: Date.now() });
    model.save_changes();
  }

  function bound(field, row) {
    const label = words.page ? field.label : `${field.label}: ${row[fields[0].name] ?? ""}`;
    const made = input(field, row[field.name], label);
    made.dataset.row = row._ident;
    // Compared with what is held, not with what stood there at focus: the rows may have come anew meanwhile.
    made.addEventListener(made.tagName === "SELECT" ? "change" : "blur", () => {
      if (!drawing && made.value !== held(made)) {
        said.textContent = "";
        send({ ident: made.dataset.row, values: { [field.name]: made.value } });
      }
    });
    return made;
  }

  function held(made) {
    const row = model.get("rows").find((one) => one._ident === made.dataset.row);
    const value = row ? row[made.dataset.field] : null;
    return value === null || value === undefined ? "" : String(value);
  }

  function fieldList(list, row, parent) {
    for (const field of list) {
      const label = element("label", {}, parent);
      element("span", {}, label).textContent = field.label;
      label.appendChild(bound(field, row));
      if (field.hint) element("small", {}, label).textContent = field.hint;
    }
  }

  function fold(row, parent) {
    if (!folded.length) return;
    const details = element("details", {}, parent);
    if (open.has(row._ident)) details.open = true;
    details.addEventListener("toggle", () => (details.open ? open.add(row._ident) : open.delete(row._ident)));
    element("summary", {}, details).textContent = words.more;
    fieldList(folded, row, element("div", { class: "fields" }, details));
  }

  function drawPage() {
    const row = model.get("rows")[0];
    fieldList(seen, row, element("div", { class: "fields" }, frame));
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

  function drawTable() {
    const rows = chooseRows();
    const table = element("table", {}, element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": words.title }, frame));
    const head = element("tr", {}, element("thead", {}, table));
    for (const field of seen) element("th", { scope: "col" }, head).textContent = field.label;
    if (folded.length || !words.fixed) element("td", {}, head);
    const body = element("tbody", {}, table);
    for (const row of rows) {
      const line = element("tr", {}, body);
      for (const field of seen) element("td", {}, line).appendChild(bound(field, row));
      if (folded.length || !words.fixed) {
        const last = element("td", {}, line);
        fold(row, last);
        if (!words.fixed) {
          const button = element("button", { type: "button", "aria-label": `${words.remove}: ${row[fields[0].name]}` }, last);
          button.textContent = words.remove;
          button.addEventListener("click", () => send({ remove: row._ident }));
        }
      }
    }
    if (!rows.length && words.fixed) element("p", {}, frame).textContent = words.none;
    if (!words.fixed) drawNew(body);
  }

  function drawNew(body) {
    const line = element("tr", { class: "new" }, body);
    const inputs = seen.map((field) => {
      const made = input(field, "", `${words.new}: ${field.label}`);
      element("td", {}, line).appendChild(made);
      return made;
    });
    const button = element("button", { type: "button" }, element("td", {}, line));
    button.textContent = words.add;
    button.addEventListener("click", () => {
      send({ add: Object.fromEntries(inputs.map((made) => [made.dataset.field, made.value])) });
    });
  }

  function draw() {
    const active = el.contains(document.activeElement) ? document.activeElement : null;
    const here = active && active.dataset.row !== undefined ? { ...active.dataset, typed: active.value } : null;
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
      again.value = here.typed;
      again.focus();
    }
  }

  function refresh() {
    for (const made of frame.querySelectorAll("[data-row]")) {
      if (made !== document.activeElement) made.value = held(made);
    }
  }

  search.addEventListener("input", draw);
  model.on("change:rows", () => {
    const idents = model.get("rows").map((row) => row._ident);
    if (idents.length === drawn.length && idents.every((one, at) => one === drawn[at])) refresh();
    else {
      const before = new Set(drawn);
      for (const one of idents) if (!before.has(one)) fresh.add(one);
      draw();
    }
    if (!model.get("problem")) said.textContent = words.saved;
  });
  model.on("change:problem", () => {
    if (model.get("problem")) said.textContent = model.get("problem");
  });
  draw();
}

export default { render };
