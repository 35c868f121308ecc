import assert from "node:assert/strict";
import {
  browserPackages,
  clusterPackages,
  ensurePackages,
  notInstalled,
} from "../../../local/packages.ts";
import { MachineError } from "../../../local/support/errors.ts";
import { stages } from "../../support/stages.ts";

describe("Debian packages", () => {
  it("counts only what dpkg calls installed", () => {
    const answer = "runc installed\netcd-server config-files\nsocat half-installed\n";
    assert.deepEqual(notInstalled(["runc", "etcd-server", "socat", "ipset"], answer), [
      "etcd-server",
      "socat",
      "ipset",
    ]);
  });

  it("install no browser for who runs the local cluster", () => {
    const both = Object.keys(browserPackages.packages).filter(
      (name) => name in clusterPackages.packages,
    );
    assert.deepEqual(both, []);
    assert.ok(stages.some(({ needs }) => needs.includes("browser")));
  });

  it("say in one sentence what cannot be installed here, and what to do instead", async () => {
    const otherwise = "Or do without.";
    const set = { user: "a test", packages: { "no-such-package": "nothing" }, otherwise };
    const own = process.getuid;
    process.getuid = () => 1000;
    try {
      await assert.rejects(ensurePackages(set), (error) => {
        assert.ok(error instanceof MachineError);
        assert.match(error.message, /^packages are missing: no-such-package\. Run as root, or: /);
        assert.match(error.message, /Or do without\.$/);
        return true;
      });
    } finally {
      if (own !== undefined) process.getuid = own;
    }
  });
});
