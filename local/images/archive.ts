import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { sha256 } from "../support/files.ts";
import { type Entry, tarStream } from "./tar.ts";

/** What an image is: its files and how it starts. */
export interface ImageContent {
  /** Full reference as containerd knows it, such as `docker.io/ethereum/client-go:v1.17.5`. */
  readonly reference: string;
  readonly entries: readonly Entry[];
  readonly entrypoint: readonly string[];
  /** `uid:gid`. */
  readonly user: string;
  readonly workingDirectory: string;
  /** `NAME=value`. */
  readonly environment: readonly string[];
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/**
 * Writes an image as a tar of an OCI layout (image-spec, image-layout.md), which `ctr images import` reads under the
 * image's own name. One layer, not compressed: it is read once, from the same disk. Whole or not at all.
 * @returns the manifest's digest, `sha256:…`, which is what containerd lists for the image
 */
export async function writeArchive(image: ImageContent, archive: string): Promise<string> {
  await mkdir(dirname(archive), { recursive: true });
  const temporary = `${archive}.${process.pid}.tmp`;
  const layerFile = `${archive}.${process.pid}.layer.tmp`;
  try {
    const layer = await writeLayer(image.entries, layerFile);
    const config = json(imageConfig(image, layer.digest));
    const manifest = json({
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      config: descriptor("application/vnd.oci.image.config.v1+json", config),
      layers: [layer],
    });
    const manifestDescriptor = descriptor("application/vnd.oci.image.manifest.v1+json", manifest);
    const index = json({
      schemaVersion: 2,
      manifests: [
        {
          ...manifestDescriptor,
          platform: platform(),
          // The name that containerd gives the image on import.
          annotations: { "io.containerd.image.name": image.reference },
        },
      ],
    });
    const entries: Entry[] = [
      { type: "content", path: "oci-layout", content: json({ imageLayoutVersion: "1.0.0" }) },
      { type: "content", path: "index.json", content: index },
      { type: "directory", path: "blobs" },
      { type: "directory", path: "blobs/sha256" },
      { type: "content", path: blobPath(manifestDescriptor.digest), content: manifest },
      { type: "content", path: blobPath(`sha256:${sha256(config)}`), content: config },
      { type: "file", path: blobPath(layer.digest), source: layerFile, size: layer.size },
    ];
    await pipeline(Readable.from(tarStream(entries)), createWriteStream(temporary));
    await rename(temporary, archive);
    return manifestDescriptor.digest;
  } finally {
    await rm(temporary, { force: true });
    await rm(layerFile, { force: true });
  }
}

async function writeLayer(entries: readonly Entry[], path: string): Promise<Descriptor> {
  const hash = createHash("sha256");
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of tarStream(entries)) {
      hash.update(chunk);
      yield chunk;
    }
  }
  await pipeline(Readable.from(hashed()), createWriteStream(path));
  return {
    mediaType: "application/vnd.oci.image.layer.v1.tar",
    digest: `sha256:${hash.digest("hex")}`,
    size: (await stat(path)).size,
  };
}

function imageConfig(image: ImageContent, layerDigest: string): object {
  return {
    // A fixed time, or the same content would have another digest each time.
    created: "1970-01-01T00:00:00Z",
    ...platform(),
    config: {
      User: image.user,
      Env: image.environment,
      Entrypoint: image.entrypoint,
      WorkingDir: image.workingDirectory,
    },
    rootfs: { type: "layers", diff_ids: [layerDigest] },
    history: [{ created: "1970-01-01T00:00:00Z", created_by: "ethnode local/images" }],
  };
}

/** The machine's own: the programs were built for it. */
function platform(): { architecture: string; os: string } {
  const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: "amd64" };
  return { architecture: architectures[process.arch] ?? process.arch, os: "linux" };
}

function descriptor(mediaType: string, content: Uint8Array): Descriptor {
  return { mediaType, digest: `sha256:${sha256(content)}`, size: content.length };
}

function blobPath(digest: string): string {
  return `blobs/${digest.replace(":", "/")}`;
}

function json(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
