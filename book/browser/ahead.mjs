// Runs a file of Python in a release of Pyodide, without a browser: node ahead.mjs FOLDER FILE WHERE PACKAGE...
// The folder holds the release and the lock; WHERE is a folder that the file sees as /made.
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, file, where, ...packages] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(resolve(folder), "pyodide.mjs")).href);
const python = await loadPyodide({
  indexURL: `${resolve(folder)}/`, env: { HOME: "/home/pyodide", COURSE_HOME: "/home/pyodide/course", MPLBACKEND: "agg" },
});
await python.loadPackage(packages, { messageCallback() {} });
python.FS.mkdirTree("/made");
python.FS.mount(python.FS.filesystems.NODEFS, { root: resolve(where) }, "/made");
python.runPython(await readFile(file, "utf-8"));
