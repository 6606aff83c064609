// What you have done stays ticked in this browser, and nowhere else: each task, each page, all of them as a file.

(() => {
  // When the site is built in another language, what stands in _("…") is exchanged.
  const _ = (words) => words;
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

  const KEY = "course-progress";
  const tasksOf = window.COURSE_TASKS || {};
  const rootOfSite = document.documentElement.dataset.content_root || "./";
  // Sphinx says it in a constant, which is no property of the window.
  const pageName = typeof DOCUMENTATION_OPTIONS === "undefined" ? "" : DOCUMENTATION_OPTIONS.pagename;

  // A browser may refuse to keep anything; then the ticks last as long as the page.
  let held = {};
  try {
    held = JSON.parse(localStorage.getItem(KEY)) || {};
  } catch (error) { held = {}; }

  function keep() {
    try { localStorage.setItem(KEY, JSON.stringify(held)); } catch (error) { /* as above */ }
    showContents();
    for (const box of document.querySelectorAll("input[data-course-task]")) box.checked = box.dataset.courseTask in held;
    for (const counter of document.querySelectorAll("[data-course-count]")) counter.textContent = sentence();
    tellAtTop();
  }

  const ident = (page, task) => `${page}#${task}`;
  const doneOn = (page) => (tasksOf[page] || []).filter((task) => ident(page, task) in held).length;

  function sentence() {
    const pages = Object.keys(tasksOf);
    const all = pages.reduce((sum, page) => sum + tasksOf[page].length, 0);
    const done = pages.reduce((sum, page) => sum + doneOn(page), 0);
    return fill(_("{done} of {all} tasks are ticked."), { done, all });
  }

  function make(name, attributes = {}, text = "") {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  }

  function addBoxes() {
    for (const entry of document.querySelectorAll("[data-task]")) {
      const page = entry.closest("[data-page]")?.dataset.page || pageName;
      const name = ident(page, entry.dataset.task);
      const words = (entry.querySelector("a, strong") || entry).textContent.trim();
      const box = make("input", { type: "checkbox", class: "course-tick", "data-course-task": name, "aria-label": fill(_("Done: {words}"), { words }) });
      box.addEventListener("change", () => {
        if (box.checked) held[name] = new Date().toISOString().slice(0, 10);
        else delete held[name];
        keep();
      });
      (entry.querySelector(":scope > p") || entry).prepend(box);
      entry.classList.add("course-task");
    }
  }

  // The contents on the left show what is done, in words for those who do not see the mark.
  function showContents() {
    for (const link of document.querySelectorAll(".bd-links a.reference.internal")) {
      const way = link.getAttribute("href");
      const page = way === "#" ? pageName : new URL(way, location.href).href
        .slice(new URL(rootOfSite, location.href).href.length).replace(/\.html.*$/, "");
      link.querySelector(".course-mark")?.remove();
      const all = (tasksOf[page] || []).length;
      const done = doneOn(page);
      if (!done) continue;
      const mark = make("span", { class: "course-mark", "data-done": String(done === all) });
      mark.append(make("span", { "aria-hidden": "true" }, done === all ? " ✓" : ` ${done}/${all}`));
      mark.append(make("span", { class: "visually-hidden" }, done === all ? _(" (done)") : fill(_(" ({done} of {all} tasks done)"), { done, all })));
      link.append(mark);
    }
  }

  // A lesson says at its top how far one is, with the way to what is left.
  function tellAtTop() {
    const place = document.querySelector(".course-lesson");
    const all = (tasksOf[pageName] || []).length;
    if (!place || !all) return;
    let told = place.querySelector(".course-top");
    if (!told) {
      told = make("p", { class: "course-top" });
      const bar = make("progress", { "aria-hidden": "true", max: all });
      told.append(bar, make("a", { href: "#your-tasks" }));
      place.prepend(told);
    }
    told.querySelector("progress").value = doneOn(pageName);
    told.querySelector("a").textContent = fill(_("{done} of {all} tasks of this lesson are done."), { done: doneOn(pageName), all });
  }

  // What is folded because it is optional is printed all the same.
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details.course-optional")) fold.open = true;
  });

  function addControls() {
    const place = document.getElementById("course-progress");
    if (!place) return;
    const said = make("p", { role: "status" });
    const count = make("p", { "data-course-count": "", class: "course-count" });
    const save = make("button", { type: "button", class: "course-button" }, _("Save as a file"));
    save.addEventListener("click", () => {
      const file = new Blob([JSON.stringify({ course: KEY, version: 1, done: held }, null, 1)], { type: "application/json" });
      const link = make("a", { href: URL.createObjectURL(file), download: "course-progress.json" });
      link.click();
      URL.revokeObjectURL(link.href);
      said.textContent = _("Saved in your downloads as course-progress.json.");
    });
    const field = make("input", { type: "file", accept: "application/json,.json", id: "course-load", class: "visually-hidden" });
    const load = make("label", { for: "course-load", class: "course-button" }, _("Load a file"));
    field.addEventListener("change", async () => {
      try {
        const told = JSON.parse(await field.files[0].text());
        if (told.course !== KEY || typeof told.done !== "object") throw new Error("no progress");
        const known = new Set(Object.entries(tasksOf).flatMap(([page, tasks]) => tasks.map((task) => ident(page, task))));
        for (const [name, day] of Object.entries(told.done)) if (known.has(name)) held[name] = String(day).slice(0, 10);
        keep();
        said.textContent = _("Loaded. What was ticked here before stays ticked.");
      } catch (error) {
        said.textContent = _("This file holds no progress of this course; choose the file that you saved here.");
      }
      field.value = "";
    });
    const reset = make("button", { type: "button", class: "course-button" }, _("Begin again"));
    reset.addEventListener("click", () => {
      if (reset.dataset.sure) { held = {}; keep(); said.textContent = _("All ticks are gone."); }
      else said.textContent = _("Press “Begin again” once more to take all ticks away.");
      reset.dataset.sure = reset.dataset.sure ? "" : "yes";
    });
    const controls = make("p", { class: "course-controls" });
    controls.append(save, field, load, reset);
    place.prepend(count, controls, said);
  }

  addBoxes();
  addControls();
  keep();
})();
