// The three waves: each institution with its reasons and its first step, moved to another wave with a reason.
// It holds nothing: each move is handed over, and the rows come back.

const AT_ONCE = 15;

const said = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

function render({ model, el }) {
  const words = model.get("words");
  el.replaceChildren();
  const frame = make("section", { class: "course-waves", "aria-label": words.title }, el);
  const lists = make("div", { class: "waves" }, frame);
  make("p", { class: "source" }, frame, words.source);
  const status = make("p", { role: "status", "aria-live": "polite" }, frame);
  keepKeys(frame);
  const python = connect({ model, frame, said: status, words });
  const shown = { now: AT_ONCE, next: AT_ONCE, later: AT_ONCE };
  let chosen = null;

  function hand(change) {
    chosen = change.key;
    python.hand("moved", change);
  }

  function mover(row, entry) {
    const fold = make("details", {}, entry);
    const summary = make("summary", { "data-key": row.key }, fold, words.change);
    summary.setAttribute("aria-label", `${words.change}: ${row.name}`);
    const waveLabel = make("label", {}, fold, `${words.wave} `);
    const wave = make("select");
    for (const [name, text] of Object.entries(words.waves)) make("option", { value: name }, wave, text);
    wave.value = row.wave;
    waveLabel.appendChild(inWholeWords(wave));
    const whyLabel = make("label", {}, fold, `${words.why} `);
    const why = make("textarea", { rows: 1, maxlength: 120 });
    why.value = row.why;
    onOneLine(why);
    whyLabel.appendChild(inWholeWords(why));
    const move = make("button", { type: "button" }, fold, words.move);
    why.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) move.click(); });
    move.addEventListener("click", () => {
      if (!why.value.trim()) {
        status.textContent = words.ask_why;
        why.focus();
        return;
      }
      hand({ key: row.key, wave: wave.value, why: why.value.trim() });
    });
    if (row.why) {
      const back = make("button", { type: "button" }, fold, words.back);
      back.addEventListener("click", () => hand({ key: row.key, wave: row.proposed, why: "", back: true }));
    }
  }

  function drawEntry(row, list) {
    const entry = make("li", {}, list);
    make("strong", {}, entry, row.name);
    if (row.why) make("p", {}, entry, said(words.yours, row));
    make("p", {}, entry, row.reasons);
    if (row.step) make("p", {}, entry, said(words.step, row));
    if (row.places && !row.why) make("small", {}, entry, row.places);
    mover(row, entry);
  }

  function draw() {
    const rows = model.get("rows");
    lists.replaceChildren();
    for (const [name, text] of Object.entries(words.waves)) {
      const wave = make("section", { "aria-label": text }, lists);
      const here = rows.filter((row) => row.wave === name);
      make("h4", {}, wave, `${text} (${here.length})`);
      const list = make("ol", {}, wave);
      for (const row of here.slice(0, shown[name])) drawEntry(row, list);
      if (!here.length) make("p", {}, wave, words.none);
      const left = here.length - shown[name];
      if (left > 0) {
        const more = make("button", { type: "button" }, wave, said(words.more, { n: Math.min(left, AT_ONCE) }));
        more.addEventListener("click", () => { shown[name] += AT_ONCE; chosen = null; draw(); });
      }
    }
    const row = rows.find((one) => one.key === chosen);
    if (row) {
      [...lists.querySelectorAll("summary")].find((summary) => summary.dataset.key === chosen)?.focus();
      status.textContent = said(words.moved, { name: row.name, wave: words.waves[row.wave] });
    }
  }

  model.on("change:rows", () => { python.answered(); if (!python.isLocked()) draw(); });
  model.on("change:problem", () => { python.answered(); if (model.get("problem")) status.textContent = model.get("problem"); });
  draw();
}

export default { render };
