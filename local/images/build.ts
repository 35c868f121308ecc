import { stat } from "node:fs/promises";
import { runMain } from "../support/main.ts";
import { formatSize } from "../support/progress.ts";
import { images } from "./catalog.ts";
import { buildImages } from "./images.ts";

const usage = `usage: node local/images/build.ts [name…] [--help]

Builds the images of the local cluster as archives, without a container engine; those whose content is unchanged are
left as they are. Without arguments: all of them but those for tests.

${images
  .map(({ name, reference, forTests }) => {
    return `  ${name.padEnd(24)}${reference}${forTests === true ? "  (for tests)" : ""}`;
  })
  .join("\n")}
`;

async function main(args: readonly string[]): Promise<void> {
  if (args.some((argument) => argument === "--help" || argument === "-h")) {
    process.stdout.write(usage);
    return;
  }
  for (const image of await buildImages(args.length > 0 ? args : undefined)) {
    const { size } = await stat(image.archive);
    process.stdout.write(`${image.reference}  ${formatSize(size)}  ${image.archive}\n`);
  }
}

if (import.meta.main) await runMain(main);
