import { imageDigests } from "../../components/kubernetes/images.ts";
import { unresolved } from "../../components/clients/versions.ts";
import { containersOf } from "../manifest.ts";
import type { Rule } from "../rule.ts";

/** A tag may be given to another content at any time; a digest is the content's own. */
export const imageDigest: Rule = {
  name: "image-by-digest",
  description:
    "Images are named by their digest, but for those whose digest the program does not know and the peer monitor, which is built by its user.",
  check: (object, { stack }) =>
    // What the local cluster runs it has built itself.
    stack === "dev"
      ? []
      : containersOf(object).flatMap(({ name, image = "" }) =>
          /@sha256:[0-9a-f]{64}$/.test(image) || isExcused(image)
            ? []
            : [
                `container ${name}: image ${image || "none"} came, expected one with @sha256: and 64 digits`,
              ],
        ),
};

/** `make digests` asks for them; with a digest in components/clients/versions.ts the excuse ends. */
const isExcused = (image: string): boolean =>
  imageDigests[image] === unresolved || /^(?:[\w.-]+\/)*ethnode\/peer-monitor:/.test(image);
