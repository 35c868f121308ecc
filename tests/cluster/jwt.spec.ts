import assert from "node:assert/strict";

import { askEngine } from "../support/clusterEngine.ts";
import { pod } from "../support/clusterPods.ts";
import { forwardPort } from "../support/clusterPortForward.ts";
import { reportFailures } from "../support/clusterReport.ts";
import {
  engineToken,
  jwtSecret,
  jwtSecretName,
  strangerSecret,
} from "../support/clusterSecrets.ts";
import { ensureStack, ethereum, nodes } from "../support/clusterStack.ts";

describe("the secret of each node's engine API", () => {
  /** Names of the Secrets that the pods of each node mount, and the bytes in them. */
  const names: string[] = [];
  const secrets: Buffer[] = [];

  before(async function () {
    this.timeout("15m");
    await ensureStack();
    for (const node of nodes) {
      const name = jwtSecretName(await pod(ethereum, `${node}-geth-0`));
      names.push(name);
      secrets.push(await jwtSecret(ethereum, name));
    }
  });
  reportFailures();

  it("is one Secret that both clients of a node mount, and another for each node", async () => {
    for (const [index, node] of nodes.entries()) {
      assert.equal(jwtSecretName(await pod(ethereum, `${node}-prysm-0`)), names[index]);
    }
    assert.equal(new Set(names).size, nodes.length);
    assert.equal(new Set(secrets.map((secret) => secret.toString("hex"))).size, nodes.length);
  });

  it("lets its bearer use the engine API, and answers 401 to everybody else", async () => {
    for (const [index, node] of nodes.entries()) {
      await using port = await forwardPort(ethereum, `pod/${node}-geth-0`, 8551);
      const status = (authorization: string | undefined): Promise<number> =>
        askEngine(port.url, authorization);
      const own = secrets[index] ?? Buffer.alloc(0);
      const others = secrets[1 - index] ?? Buffer.alloc(0);
      assert.deepEqual(
        {
          own: await status(`Bearer ${engineToken(own)}`),
          stranger: await status(`Bearer ${engineToken(strangerSecret())}`),
          "the other node's": await status(`Bearer ${engineToken(others)}`),
          none: await status(undefined),
        },
        { own: 200, stranger: 401, "the other node's": 401, none: 401 },
        node,
      );
    }
  });
});
