// Written anew when the site is built: the tasks of each page.
window.COURSE_TASKS = {};
