// The page: asks the worker, and shows what it answers. Every word comes from the page's own data.
"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const told = JSON.parse(by("told").textContent);
  const words = told.words;
  const form = by("ask");
  if (!form) return;
  const field = by("country"), now = by("now"), bar = by("bar"), count = by("count"), trouble = by("trouble");
  const here = (way) => new URL(way, document.baseURI).href;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const megabytes = (bytes) => Math.round(bytes / 1e6);
  let worker = null, name = "", busy = false;

  const asked = new URLSearchParams(location.search).get("c");
  if (asked) field.value = asked.slice(0, 80);
  if (location.protocol === "file:") return fail(words.file);
  if (!("Worker" in window && "WebAssembly" in window)) return fail(words.old);

  form.addEventListener("submit", (event) => { event.preventDefault(); ask({text: field.value}); });
  by("practise").addEventListener("click", practise);
  by("print").addEventListener("click", () => print());
  by("forget").addEventListener("click", () => send({do: "forget"}));
  for (const button of document.querySelectorAll("[data-file]"))
    button.addEventListener("click", () => { say(words.writing); send({do: "file", what: button.dataset.file}); });

  function practise() { field.value = told.practise; ask({text: told.practise}); }

  function ask(what) {
    if (busy) return;
    busy = true;
    clear();
    say(words.loading);
    send({do: "show", ...what});
  }

  function send(message) {
    if (!worker) {
      worker = new Worker(here(told.worker), {type: "module"});
      worker.onmessage = ({data}) => hear(data);
      worker.onerror = (event) => { worker = null; fail(fill(words.broken, {name: event.message || "worker"})); };
      worker.postMessage({do: "begin", ...told, python: here(told.python), snapshots: here(told.snapshots)});
    }
    worker.postMessage(message);
  }

  function clear() {
    trouble.replaceChildren();
    by("choose").replaceChildren();
    by("result").hidden = true;
    for (const id of ["landscape", "figures", "sheet"]) by(id).replaceChildren();
    for (const button of document.querySelectorAll("#files button:not(#forget)")) button.disabled = true;
  }

  function say(text) { now.textContent = text; }

  function showBytes(at, all) {
    bar.hidden = false;
    bar.max = all;
    bar.value = at;
    count.textContent = fill(words.count, {n: megabytes(at), all: megabytes(all)});
  }

  function hideBytes() {
    bar.hidden = true;
    count.textContent = "";
  }

  function fail(text, unreachable) {
    busy = false;
    hideBytes();
    say("");
    const line = document.createElement("p");
    line.textContent = text;
    trouble.replaceChildren(line);
    if (unreachable) trouble.append(button(words.practise, practise));
  }

  function button(text, pressed) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "quiet";
    made.textContent = text;
    made.addEventListener("click", pressed);
    return made;
  }

  const heard = {
    bytes({at, all}) { showBytes(at, all); },
    said({text}) { hideBytes(); say(text); },
    found({codes, name: called}) {
      name = called;
      history.replaceState(null, "", `?c=${encodeURIComponent(codes)}`);
    },
    choose({choices}) {
      busy = false;
      hideBytes();
      say(words.choose);
      by("choose").replaceChildren(...choices.map((one) =>
        button(`${one.name} (${one.codes})`, () => { field.value = one.name; ask(one); })));
      by("choose").firstElementChild.focus();
    },
    landscape({title, html}) {
      by("title").textContent = title;
      by("landscape").innerHTML = html;
      by("result").hidden = false;
      by("title").focus();
    },
    figures({html}) { by("figures").innerHTML = html; },
    sheet({title, html}) {
      const heading = document.createElement("h2");
      heading.textContent = title;
      by("sheet").innerHTML = html;
      by("sheet").prepend(heading);
    },
    ready() {
      busy = false;
      hideBytes();
      for (const one of document.querySelectorAll("#files button")) one.disabled = false;
      say(fill(words.ready, {name}));
    },
    file({name: called, type, body}) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([body], {type}));
      link.download = called;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      hideBytes();
      say(fill(words.written, {name: called}));
    },
    failed({text, unreachable, fatal}) {
      if (fatal) { worker.terminate(); worker = null; }
      fail(text, unreachable);
    },
  };

  function hear(data) { heard[data.kind](data); }
})();
