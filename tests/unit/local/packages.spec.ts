import assert from "node:assert/strict";
import { notInstalled } from "../../../local/packages.ts";

describe("Debian packages", () => {
  it("counts only what dpkg calls installed", () => {
    const answer = "runc installed\netcd-server config-files\nsocat half-installed\n";
    assert.deepEqual(notInstalled(["runc", "etcd-server", "socat", "ipset"], answer), [
      "etcd-server",
      "socat",
      "ipset",
    ]);
  });
});
