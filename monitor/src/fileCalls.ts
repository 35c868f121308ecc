// An ESM import of node:fs evaluates `fs.promises`, as one of node:fs/promises does: both load Node's readline and the history of
// its shell, 1 MB of an agent's 60.
const fs = process.getBuiltinModule("node:fs");
const { promisify } = process.getBuiltinModule("node:util");

/** As node:fs/promises has them. */
export const readFile = promisify(fs.readFile);
export const rename = promisify(fs.rename);
export const writeFile = promisify(fs.writeFile);
