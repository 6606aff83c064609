// The power/interest grid: dragged by mouse or touch, moved by arrow keys, spoken by a screen reader.
// It holds nothing: each move is handed to Python, which writes the workbook and sends the points back.

const SVG = "http://www.w3.org/2000/svg";
const CELL = 76;
const EDGE = 34;
const SIZE = EDGE + 5 * CELL + 8;

function element(name, attributes = {}, parent = null, namespace = SVG) {
  const made = namespace ? document.createElementNS(namespace, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (parent) parent.appendChild(made);
  return made;
}

const left = (interest) => EDGE + (interest - 0.5) * CELL;
const top = (power) => SIZE - EDGE - (power - 0.5) * CELL;
const onScale = (value) => Math.min(5, Math.max(1, Math.round(value)));

function render({ model, el }) {
  const words = model.get("words");
  el.replaceChildren();
  const frame = element("div", { class: "course-grid" }, el, null);
  const svg = element("svg", {
    viewBox: `0 0 ${SIZE} ${SIZE}`, width: SIZE, height: SIZE, role: "group", "aria-label": words.title,
  }, frame);
  const list = element("ol", {}, frame, null);
  const said = element("p", { role: "status", "aria-live": "polite" }, el, null);
  let chosen = null;

  function move(key, power, interest) {
    model.set("moved", { key, power: onScale(power), interest: onScale(interest), turn: Date.now() });
    model.save_changes();
  }

  function name(point) {
    const place = point.power ? `${words.power} ${point.power}, ${words.interest} ${point.interest}` : words.unplaced;
    return `${point.name}: ${place}`;
  }

  function drawPaper() {
    svg.replaceChildren();
    element("rect", { x: EDGE, y: 8, width: 5 * CELL, height: SIZE - EDGE - 8, fill: "#fff", stroke: "#444" }, svg);
    element("rect", { x: EDGE + 2 * CELL, y: 8, width: 3 * CELL, height: SIZE - EDGE - 8, fill: "#f1f6f1" }, svg);
    for (const at of [2]) {
      element("line", { x1: left(at + 0.5), x2: left(at + 0.5), y1: 8, y2: SIZE - EDGE, stroke: "#888" }, svg);
      element("line", { y1: top(at + 0.5), y2: top(at + 0.5), x1: EDGE, x2: EDGE + 5 * CELL, stroke: "#888" }, svg);
    }
    for (let step = 1; step <= 5; step += 1) {
      element("text", { x: left(step), y: SIZE - EDGE + 14, "text-anchor": "middle", "font-size": 12 }, svg).textContent = step;
      element("text", { x: EDGE - 10, y: top(step) + 4, "text-anchor": "middle", "font-size": 12 }, svg).textContent = step;
    }
    element("text", { x: EDGE + 2.5 * CELL, y: SIZE - 4, "text-anchor": "middle", "font-size": 12 }, svg).textContent = words.interest;
    element("text", { transform: `translate(11 ${SIZE / 2}) rotate(-90)`, "text-anchor": "middle", "font-size": 12 }, svg).textContent = words.power;
    const corners = [[1.5, 5.36, words.satisfied], [4, 5.36, words.closely], [1.5, 0.62, words.view], [4, 0.62, words.support]];
    for (const [x, y, text] of corners) {
      element("text", { x: left(x), y: top(y), "text-anchor": "middle", "font-size": 11, "font-style": "italic", fill: "#555" }, svg).textContent = text;
    }
  }

  // Those who share a cell stand beside each other in it.
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
      return [left(point.interest) + (across * CELL * 0.85) / wide, top(point.power) + (down * CELL * 0.8) / Math.max(rows, 2)];
    };
  }

  function drag(point, marker) {
    marker.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      event.stopPropagation();
      marker.focus();
      marker.setPointerCapture(event.pointerId);
      const box = svg.getBoundingClientRect();
      const scale = SIZE / box.width;
      const at = (e) => [(e.clientX - box.left) * scale, (e.clientY - box.top) * scale];
      const follow = (e) => {
        const [x, y] = at(e);
        marker.setAttribute("transform", `translate(${x} ${y})`);
      };
      const drop = (e) => {
        marker.removeEventListener("pointermove", follow);
        marker.removeEventListener("pointerup", drop);
        const [x, y] = at(e);
        move(point.key, (SIZE - EDGE - y) / CELL + 0.5, (x - EDGE) / CELL + 0.5);
      };
      marker.addEventListener("pointermove", follow);
      marker.addEventListener("pointerup", drop);
    });
  }

  function press(point, target) {
    target.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] }[event.key];
      const begin = event.key === "Enter" && !point.power;
      if (!step && !begin) return;
      event.preventDefault();
      event.stopPropagation();
      chosen = point.key;
      if (!point.power) move(point.key, 3, 3);
      else if (step) move(point.key, point.power + step[0], point.interest + step[1]);
    });
    target.addEventListener("focus", () => { chosen = point.key; });
  }

  function draw() {
    const points = model.get("points");
    drawPaper();
    list.replaceChildren();
    const where = spread(points.filter((point) => point.power));
    points.forEach((point, index) => {
      const row = element("li", {}, list, null);
      row.textContent = point.name;
      if (!point.power) {
        const put = element("button", { type: "button", "data-key": point.key }, row, null);
        put.textContent = words.put;
        put.setAttribute("aria-label", `${words.put}: ${point.name}`);
        put.addEventListener("click", () => { chosen = point.key; move(point.key, 3, 3); });
        return;
      }
      const [x, y] = where(point);
      const marker = element("g", {
        transform: `translate(${x} ${y})`, tabindex: 0, role: "button", "data-key": point.key, "aria-label": name(point), class: "course-point",
      }, svg);
      element("title", {}, marker).textContent = name(point);
      element("circle", { r: 12, fill: "#0072B2", stroke: "#222" }, marker);
      element("text", { y: 4, "text-anchor": "middle", "font-size": 11, fill: "#fff" }, marker).textContent = index + 1;
      drag(point, marker);
      press(point, marker);
    });
    if (chosen) {
      const again = [...svg.querySelectorAll(".course-point")].find((marker) => marker.dataset.key === chosen);
      if (again) {
        again.focus();
        const point = points.find((one) => one.key === chosen);
        said.textContent = name(point);
      }
    }
  }

  model.on("change:points", draw);
  model.on("change:problem", () => { said.textContent = model.get("problem"); });
  draw();
}

export default { render };
