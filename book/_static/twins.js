// Forms of the notebooks on the site: the same scripts, on stored data. What a visitor moves is forgotten with the page.

(() => {
  // What Python does in a notebook, as far as a page can: take a change over and hand the data back.
  const APPLY = {
    grid: (data, { moved }) => ({
      points: data.points.map((one) =>
        (one.key === moved.key ? { ...one, power: moved.power, interest: moved.interest } : one)),
    }),
    waves: (data, { moved }) => ({
      rows: data.rows.map((one) => (one.key === moved.key ? { ...one, wave: moved.wave, why: moved.why } : one)),
    }),
    landscape: () => ({}),
  };

  function modelOf(form, data) {
    const listeners = {};
    let changes = {};
    return {
      get: (name) => data[name],
      set: (name, value) => { changes[name] = value; },
      on: (event, listener) => { (listeners[event] ??= []).push(listener); },
      save_changes: () => {
        const answer = APPLY[form](data, changes);
        changes = {};
        Object.assign(data, answer);
        for (const name of Object.keys(answer)) for (const listener of listeners[`change:${name}`] ?? []) listener();
      },
    };
  }

  for (const twin of document.querySelectorAll(".course-twin[data-form]")) {
    const form = twin.dataset.form;
    const data = JSON.parse(twin.querySelector("script[type='application/json']").textContent);
    const place = document.createElement("div");
    place.className = "course-twin__form";
    window.courseForms[form].render({ model: modelOf(form, data), el: place });
    const note = document.createElement("p");
    note.className = "course-twin__note";
    note.textContent = twin.dataset.note;
    twin.replaceChildren(place, note);
    twin.dataset.alive = "true";
  }
})();
