import { createWriteStream } from "node:fs";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { run } from "../support/command.ts";
import { CommandError, StepError } from "../support/errors.ts";
import type { ImageContent } from "./archive.ts";
import { folderEntries, withFolders } from "./rootfs.ts";
import { type Entry, tarStream } from "./tar.ts";

/** A folder of an image that the image's own programs fill, as the `RUN` lines of a Dockerfile would. */
export interface GeneratedFolder {
  /** Path in the image, without a leading slash. It belongs to the image's user. */
  readonly path: string;
  /** Run one after the other inside the image: its files, user, environment and working directory. */
  readonly commands: readonly (readonly string[])[];
}

/** An image before the folder that its own programs fill. */
export interface ImageRecipe extends ImageContent {
  readonly generated?: GeneratedFolder;
}

/**
 * The image with its generated folder filled: its files are unpacked below `scratch` and the commands run there, in a
 * chroot. Two runs may give different bytes, so callers hash the recipe and not the result.
 * @param scratch an existing folder for the unpacked files, which are removed at the end
 * @throws StepError when this process is not root, or a command fails or leaves the folder empty
 */
export async function generateFolder(recipe: ImageRecipe, scratch: string): Promise<ImageContent> {
  const { generated, ...image } = recipe;
  if (generated === undefined) return image;
  const [uid] = owners(image.user);
  const folder: Entry = { type: "directory", path: generated.path, owner: uid };
  const root = await mkdtemp(resolve(scratch, "rootfs-"));
  try {
    const unpacked = withFolders([...image.entries, folder]);
    await unpack(unpacked, root);
    for (const command of generated.commands) await runInside(image, root, command);
    const made = await readEntries(resolve(root, generated.path), generated.path);
    if (made.length === 0) {
      throw failure(image, `the commands left /${generated.path} empty, expected files in it`);
    }
    return { ...image, entries: withFolders([...unpacked, ...made]) };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function unpack(entries: readonly Entry[], root: string): Promise<void> {
  const archive = `${root}/layer.tar`;
  await pipeline(Readable.from(tarStream(entries)), createWriteStream(archive));
  await run("tar", ["--extract", "--preserve-permissions", "--file", archive, "--directory", root]);
  await rm(archive);
  // mkdtemp's 0700 would shut the image's user out.
  await chmod(root, 0o755);
}

async function runInside(
  image: ImageContent,
  root: string,
  command: readonly string[],
): Promise<void> {
  const [uid, gid] = owners(image.user);
  const environment = Object.fromEntries(
    image.environment.map((text) => {
      const cut = text.indexOf("=");
      return [text.slice(0, cut), text.slice(cut + 1)] as const;
    }),
  );
  // unshare itself is found on the PATH of this machine, the command on that of the image.
  const path = [process.env["PATH"], environment["PATH"]].join(":");
  const enter = [`--root=${root}`, `--wd=${image.workingDirectory}`];
  const become = [`--setgid=${gid}`, `--setuid=${uid}`];
  try {
    await run("unshare", [...enter, ...become, "--", ...command], {
      env: { ...environment, PATH: path },
      timeout: 120_000,
    });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw failure(image, error.message);
  }
}

function owners(user: string): readonly [uid: number, gid: number] {
  const [uid, gid] = user.split(":").map(Number);
  if (uid === undefined || gid === undefined || Number.isNaN(uid + gid)) {
    throw new TypeError(`image user "${user}": expected uid:gid, both numbers`);
  }
  return [uid, gid];
}

/** As content, since the files are gone before the image is written. */
async function readEntries(folder: string, path: string): Promise<readonly Entry[]> {
  const entries = await folderEntries(folder, path);
  return Promise.all(
    entries.map(async (entry): Promise<Entry> =>
      entry.type === "file"
        ? { type: "content", path: entry.path, content: await readFile(entry.source) }
        : entry,
    ),
  );
}

function failure({ reference }: ImageContent, detail: string): StepError {
  return new StepError(
    `run programs of image ${reference} in a chroot`,
    detail,
    "do it again as root; unshare (util-linux) and tar must be there",
  );
}
