// The institutions of a country, to search, to sort and to narrow down. It only shows; nothing is handed back.

const SVG = "http://www.w3.org/2000/svg";
// Cards on a phone are taller than lines of a table.
const AT_ONCE = window.matchMedia("(max-width: 30rem)").matches ? 8 : 50;
const WIDE = 150;

const said = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

function render({ model, el }) {
  const rows = model.get("rows");
  const words = model.get("words");
  const numbers = new Intl.NumberFormat(words.language);
  const written = (number) => numbers.formatToParts(number)
    .map((part) => (part.type === "group" ? words.thousands : part.value)).join("");
  const largest = Math.max(10, ...rows.map((row) => Math.max(row.declared || 0, row.linked || 0)));
  const decades = Math.ceil(Math.log10(largest));
  let sorted = { by: "name", up: true };
  let shown = AT_ONCE;

  el.replaceChildren();
  const frame = make("section", { class: "course-landscape", "aria-label": words.title }, el);
  const controls = make("div", { class: "controls" }, frame);
  keepKeys(controls);
  const findLabel = make("label", {}, controls, words.find);
  const find = make("input", { type: "search" }, findLabel);
  const kindLabel = make("label", {}, controls, words.kind);
  const kind = make("select");
  make("option", { value: "" }, kind, words.all);
  for (const [name, meaning] of Object.entries(words.kinds)) {
    if (rows.some((row) => row.triage === name)) make("option", { value: name }, kind, meaning);
  }
  kindLabel.appendChild(inWholeWords(kind));
  const count = make("p", { role: "status", class: "count" }, frame);
  const scroll = make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": words.title }, frame);
  const table = make("table", {}, scroll);
  make("caption", {}, table, `${words.source} (${words.picture})`);
  const head = make("tr", {}, make("thead", {}, table));
  const body = make("tbody", {}, table);
  const more = make("button", { type: "button" }, frame);

  const columns = ["name", "city", "declared", "linked", "triage"];
  const buttons = columns.map((name) => {
    const cell = make("th", { scope: "col" }, head);
    const button = make("button", { type: "button" }, cell, words[name]);
    button.addEventListener("click", () => {
      sorted = { by: name, up: sorted.by === name ? !sorted.up : name === "name" || name === "city" || name === "triage" };
      draw();
    });
    return [name, cell];
  });
  make("td", {}, head);

  // Who states no size is neither first nor last among those who do: always behind them.
  function compare(a, b) {
    const [one, other] = [a[sorted.by], b[sorted.by]];
    if (one === null || other === null) return (one === null) - (other === null);
    const order = typeof one === "number" ? one - other : String(one).localeCompare(String(other), words.language, { sensitivity: "base" });
    return (sorted.up ? order : -order) || a.name.localeCompare(b.name, words.language, { sensitivity: "base" });
  }

  // What the learner noted stands beside GBIF's value, and never in its place.
  function beside(registry, yours) {
    return yours ? said(words.beside, { registry, yours }) : registry;
  }

  function picture(row) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${WIDE + 12} 16`);
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("class", "marks");
    const at = (number) => 6 + (number < 1 ? 0 : (Math.log10(number) / decades) * WIDE);
    const draw = (name, attributes) => {
      const made = document.createElementNS(SVG, name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      svg.appendChild(made);
    };
    for (let step = 0; step <= decades; step += 1) {
      const x = 6 + (step / decades) * WIDE;
      draw("line", { x1: x, x2: x, y1: 2, y2: 14, class: "decade" });
    }
    if (row.declared !== null && row.linked > 0) draw("line", { x1: at(row.linked), x2: at(row.declared), y1: 8, y2: 8, class: "gap" });
    if (row.declared !== null) draw("circle", { cx: at(row.declared), cy: 8, r: 4.5, class: "declared" });
    if (row.linked > 0) draw("circle", { cx: at(row.linked), cy: 8, r: 3.5, class: "linked" });
    return svg;
  }

  function draw() {
    const wanted = find.value.trim().toLocaleLowerCase();
    const found = rows
      .filter((row) => (!kind.value || row.triage === kind.value)
        && (!wanted || `${row.name} ${row.city}`.toLocaleLowerCase().includes(wanted)))
      .sort(compare);
    for (const [name, cell] of buttons) {
      cell.setAttribute("aria-sort", sorted.by === name ? (sorted.up ? "ascending" : "descending") : "none");
    }
    count.textContent = said(words.count, { n: written(found.length), all: written(rows.length) });
    body.replaceChildren();
    for (const row of found.slice(0, shown)) {
      const line = make("tr", {}, body);
      const name = make("th", { scope: "row" }, line);
      if (/^https:\/\//.test(row.url || "")) make("a", { href: row.url, title: words.open, rel: "noopener" }, name, row.name);
      else name.textContent = row.name;
      if (row.yours?.name) name.append(` ${beside("", row.yours.name)}`);
      make("td", { "data-label": words.city }, line, beside(row.city, row.yours?.city));
      const declared = row.declared === null ? words.not_stated : written(row.declared);
      make("td", { class: row.declared === null ? "number unknown" : "number", "data-label": words.declared }, line, beside(row.partial ? said(words.at_least, { n: declared }) : declared, row.yours?.declared));
      make("td", { class: "number", "data-label": words.linked }, line, beside(written(row.linked), row.yours?.linked));
      const conversation = make("td", {}, line);
      make("strong", {}, conversation, words.labels[row.triage] || row.triage);
      if (row.step) make("small", {}, conversation, row.step);
      make("td", {}, line).appendChild(picture(row));
    }
    const left = found.length - shown;
    more.hidden = left <= 0;
    more.textContent = said(words.more, { n: Math.min(left, AT_ONCE) });
  }

  find.addEventListener("input", () => { shown = AT_ONCE; draw(); });
  kind.addEventListener("change", () => { shown = AT_ONCE; draw(); });
  more.addEventListener("click", () => { shown += AT_ONCE; draw(); });
  draw();
}

export default { render };
