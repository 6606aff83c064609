// The power/interest grid: dragged by mouse or touch, moved by arrow keys, spoken by a screen reader.
// It holds nothing: each move is handed to Python, which writes the workbook and sends the points back.

const SVG = "http://www.w3.org/2000/svg";
const CELL = 92;
const EDGE = 48;
const SIZE = EDGE + 5 * CELL + 8;
const DOT = 12;
const TYPE = 13;
const FINEST = 1.75; // How much larger type and numbers are drawn where the grid is small: as large on a phone as elsewhere.
const OFFERED = 40; // Names offered at a time: nobody tabs through a thousand buttons.
const LONGEST = 160; // Letters of a name; the rest is in the register.

function element(name, attributes = {}, parent = null, namespace = SVG) {
  const made = namespace ? document.createElementNS(namespace, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (parent) parent.appendChild(made);
  return made;
}

const left = (interest) => EDGE + (interest - 0.5) * CELL;
const top = (power) => SIZE - EDGE - (power - 0.5) * CELL;
const onScale = (value) => Math.min(5, Math.max(1, Math.round(value)));
const short = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function render({ model, el }) {
  const words = model.get("words");
  el.replaceChildren();
  const frame = element("div", { class: "course-grid" }, el, null);
  keepKeys(frame);
  const svg = element("svg", {
    viewBox: `0 0 ${SIZE} ${SIZE}`, width: SIZE, height: SIZE, role: "group", "aria-label": words.title,
  }, frame);
  const names = element("div", { class: "names" }, frame, null);
  const placed = element("ol", {}, names, null);
  const label = element("label", {}, names, null);
  const search = element("input", { type: "search" }, null, null);
  label.append(words.find ?? "", " ", search);
  const waiting = element("ul", {}, names, null);
  const rest = element("p", {}, names, null);
  const said = element("p", { role: "status", "aria-live": "polite" }, el, null);
  said.textContent = words.how ?? "";
  const python = connect({ model, frame, said, words });
  let chosen = null;
  let finer = 1;

  function move(key, power, interest) {
    chosen = key;
    python.hand("moved", { key, power, interest });
  }

  function name(point) {
    const place = point.power ? `${words.power} ${point.power}, ${words.interest} ${point.interest}` : words.unplaced;
    return `${short(point.name)}: ${place}`;
  }

  // The name has a reading direction of its own, and keeps it to itself.
  function named(point, parent) {
    element("bdi", {}, parent, null).textContent = short(point.name);
  }

  function write(text, attributes, parent = svg) {
    element("text", { "font-size": TYPE * finer, ...attributes }, parent).textContent = text;
  }

  function measure() {
    const wide = svg.getBoundingClientRect().width;
    return wide ? Math.min(FINEST, Math.max(1, SIZE / wide)) : finer;
  }

  // What a corner is called stays inside it: in some languages it is long.
  function fit(text, x, y, room) {
    write(text, { class: "corner", x, y });
    const wide = svg.lastElementChild.getComputedTextLength();
    const words = text.split(" ");
    if (wide <= room || words.length < 2) return;
    svg.lastElementChild.remove();
    const half = Math.ceil(words.length / 2);
    const lines = [words.slice(0, half).join(" "), words.slice(half).join(" ")];
    const under = y < SIZE / 2 ? 0 : -TYPE * finer;
    lines.forEach((line, at) => write(line, { class: "corner", x, y: y + under + at * TYPE * finer }));
  }

  function drawPaper() {
    svg.replaceChildren();
    element("rect", { class: "near", x: left(2.5), y: 8, width: 3 * CELL, height: 5 * CELL }, svg);
    element("rect", { class: "paper", x: EDGE, y: 8, width: 5 * CELL, height: 5 * CELL }, svg);
    element("line", { class: "middle", x1: left(2.5), x2: left(2.5), y1: 8, y2: SIZE - EDGE }, svg);
    element("line", { class: "middle", y1: top(2.5), y2: top(2.5), x1: EDGE, x2: EDGE + 5 * CELL }, svg);
    for (let step = 1; step <= 5; step += 1) {
      write(step, { class: "scale", x: left(step), y: SIZE - EDGE + 13 * finer });
      write(step, { class: "scale", x: EDGE - 8 * finer, y: top(step) + 4 * finer });
    }
    write(words.interest, { class: "scale", x: left(3), y: SIZE - 4 });
    write(words.power, { class: "scale", transform: `translate(${11 * finer} ${top(3)}) rotate(-90)` });
    const [high, low] = [TYPE * finer + 9, SIZE - EDGE - 6];
    const corners = [[1.5, high, words.satisfied], [4, high, words.closely], [1.5, low, words.view], [4, low, words.support]];
    for (const [x, y, text] of corners) fit(text, left(x), y, x < 2 ? 2 * CELL : 3 * CELL);
  }

  // Those who share a cell stand beside each other in it, smaller where they are many.
  function spread(points) {
    const cells = new Map();
    for (const point of points) {
      const cell = `${point.power} ${point.interest}`;
      cells.set(cell, [...(cells.get(cell) || []), point.key]);
    }
    return (point) => {
      const mates = cells.get(`${point.power} ${point.interest}`);
      const wide = Math.max(2, Math.ceil(Math.sqrt(mates.length)));
      const rows = Math.ceil(mates.length / wide);
      const at = mates.indexOf(point.key);
      const across = mates.length === 1 ? 0 : (at % wide) - (wide - 1) / 2;
      const down = rows === 1 ? 0 : Math.floor(at / wide) - (rows - 1) / 2;
      const gap = (CELL * 0.9) / wide;
      return [left(point.interest) + across * gap, top(point.power) + down * Math.min(gap, CELL * 0.4), Math.max(6, Math.min(DOT * finer, gap / 2))];
    };
  }

  function at(event) {
    const box = svg.getBoundingClientRect();
    const scale = SIZE / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  }

  function drop(key, event) {
    const [x, y] = at(event);
    move(key, onScale((SIZE - EDGE - y) / CELL + 0.5), onScale((x - EDGE) / CELL + 0.5));
  }

  function drag(point, marker) {
    marker.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      event.stopPropagation();
      choose(point.key);
      marker.focus();
      marker.setPointerCapture(event.pointerId);
      let far = false;
      const [fromX, fromY] = at(event);
      const follow = (e) => {
        const [x, y] = at(e);
        far = far || Math.hypot(x - fromX, y - fromY) > 4;
        if (far) marker.setAttribute("transform", `translate(${x} ${y})`);
      };
      const end = (e) => {
        marker.removeEventListener("pointermove", follow);
        marker.removeEventListener("pointerup", end);
        marker.removeEventListener("pointercancel", end);
        if (e.type === "pointercancel") draw();
        else if (far) drop(point.key, e);
      };
      marker.addEventListener("pointermove", follow);
      marker.addEventListener("pointerup", end);
      marker.addEventListener("pointercancel", end);
    });
    marker.addEventListener("click", (event) => event.stopPropagation());
  }

  function press(point, target) {
    target.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] }[event.key];
      const off = event.key === "Delete" || event.key === "Backspace";
      if (!step && !off) return;
      event.preventDefault();
      event.stopPropagation();
      // Quick keys count from where the last one put it, answered or not.
      const sent = python.lastUnanswered((change) => change.key === point.key && change.power);
      const { power, interest } = sent ?? point;
      if (off) move(point.key, null, null);
      else move(point.key, onScale(power + step[0]), onScale(interest + step[1]));
    });
    target.addEventListener("focus", () => choose(point.key));
  }

  function choose(key) {
    chosen = key;
    for (const one of frame.querySelectorAll(".chosen")) one.classList.remove("chosen");
    for (const one of frame.querySelectorAll(".course-point, ol > li")) one.classList.toggle("chosen", one.dataset.key === key);
    const point = model.get("points").find((one) => one.key === key);
    if (point) said.textContent = model.get("problem") || name(point);
  }

  function drawMarker(point, index, [x, y, radius]) {
    const marker = element("g", {
      transform: `translate(${x} ${y})`, tabindex: 0, role: "button", "data-key": point.key, "aria-label": name(point), class: "course-point",
    }, svg);
    element("title", {}, marker).textContent = name(point);
    element("circle", { class: "ring", r: radius + 4 * finer }, marker);
    element("circle", { class: "dot", r: radius }, marker);
    write(index + 1, { class: "number", y: radius / 3, "font-size": Math.max(8, radius * 1.15) }, marker);
    drag(point, marker);
    press(point, marker);
  }

  function drawWaiting() {
    const off = model.get("points").filter((point) => !point.power);
    const asked = plain(search.value.trim());
    const found = off.filter((point) => plain(point.name).includes(asked));
    waiting.replaceChildren();
    for (const point of found.slice(0, OFFERED)) {
      const row = element("li", {}, waiting, null);
      named(point, row);
      const put = element("button", { type: "button", "data-key": point.key, "aria-label": `${words.put}: ${short(point.name)}` }, row, null);
      put.textContent = words.put;
      put.addEventListener("click", () => move(point.key, 3, 3));
    }
    label.hidden = off.length <= OFFERED;
    rest.textContent = found.length > OFFERED ? (words.rest ?? "").replace("{n}", found.length - OFFERED) : "";
  }

  function draw(refocus = true) {
    const points = model.get("points");
    const on = points.filter((point) => point.power);
    const where = spread(on);
    const asking = document.activeElement === search;
    finer = measure();
    drawPaper();
    placed.replaceChildren();
    on.forEach((point, index) => {
      drawMarker(point, index, where(point));
      named(point, element("li", { "data-key": point.key }, placed, null));
    });
    drawWaiting();
    if (!refocus || asking || chosen === null) return;
    const again = [...frame.querySelectorAll(".course-point, button")].find((one) => one.dataset.key === chosen);
    if (again) again.focus();
    else choose(chosen);
  }

  // Who cannot drag chooses a number, then the cell where it shall stand.
  svg.addEventListener("click", (event) => {
    const [x, y] = at(event);
    const inside = x > EDGE && y < SIZE - EDGE;
    if (inside && model.get("points").some((point) => point.key === chosen && point.power)) drop(chosen, event);
  });
  search.addEventListener("input", drawWaiting);
  model.on("change:points", () => { python.answered(); if (!python.isLocked()) draw(); });
  model.on("change:problem", () => { python.answered(); if (model.get("problem")) said.textContent = model.get("problem"); });
  draw();
  new ResizeObserver(() => {
    if (Math.abs(measure() - finer) > 0.05 && !python.isLocked()) draw(frame.contains(document.activeElement));
  }).observe(svg);
}

export default { render };
