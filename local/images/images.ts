import { existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { MachineError } from "../support/errors.ts";
import { readIfExists, sha256, sha256File, writeAtomic } from "../support/files.ts";
import { cacheDir } from "../support/paths.ts";
import { formatDuration, type Print, printLine } from "../support/progress.ts";
import { ensureTools } from "../tools/ensure.ts";
import { writeArchive } from "./archive.ts";
import { type ImageDefinition, images } from "./catalog.ts";
import { generateFolder, type ImageRecipe } from "./generate.ts";
import { withFolders } from "./rootfs.ts";
import type { Entry } from "./tar.ts";

/** Where the archives are. */
export const imageDir = resolve(cacheDir, "images");

/** Raised when the way archives are written changes, so that old ones are written again. */
const formatVersion = 1;

/** An image as an archive on this machine. */
export interface BuiltImage {
  readonly name: string;
  /** Full reference, such as `docker.io/ethereum/client-go:v1.17.5`. */
  readonly reference: string;
  /** Path of a tar that `ctr images import` reads. */
  readonly archive: string;
  /** The manifest's digest, `sha256:…`. */
  readonly digest: string;
}

/** A name that is not in the catalog was asked for. */
export class UnknownImageError extends MachineError {
  readonly image: string;

  constructor(image: string) {
    const known = images.map((definition) => definition.name).join(", ");
    super(`unknown image "${image}": expected one of ${known}`);
    this.image = image;
  }
}

/**
 * All images but those for tests, or those named, in the catalog's order.
 * @throws UnknownImageError when a name is not in the catalog
 */
export function selectImages(names?: readonly string[]): readonly ImageDefinition[] {
  const unknown = names?.find((name) => !images.some((image) => image.name === name));
  if (unknown !== undefined) throw new UnknownImageError(unknown);
  return images.filter(({ name, forTests = false }) => names?.includes(name) ?? !forTests);
}

/**
 * Makes the archives of all images but those for tests, or of those named, in the catalog's order; builds the tools that
 * they need first. An archive whose content is unchanged is used as it is. Prints one line per image that is written.
 * @throws UnknownImageError, and what `ensureTools` throws
 */
export async function buildImages(
  names?: readonly string[],
  print: Print = printLine,
): Promise<readonly BuiltImage[]> {
  const wanted = selectImages(names);
  await ensureTools([...new Set(wanted.flatMap((image) => image.tools))], print);
  const built: BuiltImage[] = [];
  for (const [index, image] of wanted.entries()) {
    built.push(await buildImage(image, `[${index + 1}/${wanted.length}]`, print));
  }
  return built;
}

async function buildImage(
  { name, reference, content }: ImageDefinition,
  position: string,
  print: Print,
): Promise<BuiltImage> {
  const start = performance.now();
  const definition = await content();
  const image: ImageRecipe = {
    ...definition,
    reference,
    entries: withFolders(definition.entries),
  };
  const hash = await contentHash(image);
  const archive = resolve(imageDir, `${name}-${hash}.tar`);
  const record = `${archive}.digest`;
  const known = (await readIfExists(record))?.trim();
  if (known !== undefined && existsSync(archive))
    return { name, reference, archive, digest: known };
  await mkdir(imageDir, { recursive: true });
  const complete = await generateFolder(image, imageDir);
  await removeOlder(name);
  const digest = await writeArchive(complete, archive);
  // Written last: a digest means that its archive is whole.
  await writeAtomic(record, `${digest}\n`);
  print(`${position} image ${reference} … ${formatDuration(performance.now() - start)}`);
  return { name, reference, archive, digest };
}

/** A hash of everything that an archive is made from; of a generated folder, the commands that fill it. */
async function contentHash(image: ImageRecipe): Promise<string> {
  const { entries, ...settings } = image;
  const hashes: unknown[] = [];
  for (const entry of entries) hashes.push(await entryHash(entry));
  return sha256(JSON.stringify({ formatVersion, settings, hashes })).slice(0, 16);
}

async function entryHash(entry: Entry): Promise<unknown> {
  if (entry.type === "content") return { ...entry, content: sha256(entry.content) };
  // Where the file comes from does not matter, only what is in it.
  if (entry.type === "file") return { ...entry, source: await sha256File(entry.source) };
  return entry;
}

async function removeOlder(name: string): Promise<void> {
  const pattern = new RegExp(`^${name}-[0-9a-f]{16}\\.tar`);
  const files = await readdir(imageDir).catch(() => []);
  for (const file of files.filter((candidate) => pattern.test(candidate))) {
    await rm(resolve(imageDir, file), { force: true });
  }
}
