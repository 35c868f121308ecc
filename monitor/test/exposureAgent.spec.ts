import assert from "node:assert/strict";

import axios from "axios";

import type { ExecutionReading } from "../src/agent/reading.ts";
import { parseEnode } from "../src/peers/nodeRecord.ts";
import { GETH_ANSWERS } from "./support/fixtures.ts";
import { GethSocket } from "./support/gethSocket.ts";
import { beaconAnswers, TestServer } from "./support/httpServer.ts";
import { Program } from "./support/program.ts";
import { waitFor } from "./support/wait.ts";

describe("an agent that is told how its node is exposed", function () {
  this.timeout(60_000);
  let geth: GethSocket;
  let beacon: TestServer;
  let agent: Program | undefined;
  const { tcp } = parseEnode((GETH_ANSWERS["admin_nodeInfo"] as { enode: string }).enode) ?? {};

  before(async () => {
    geth = await GethSocket.open();
    beacon = await TestServer.open(beaconAnswers);
  });
  afterEach(async () => {
    await agent?.stop("SIGKILL");
  });
  after(async () => {
    await geth.dispose();
    await beacon.close();
  });

  const exposureAt = async (nodeIp: string) => {
    agent = new Program([
      ...["agent", `--ipc=${geth.path}`, "--listen=127.0.0.1:0", `--beacon=${beacon.url}`],
      ...["--chain-id=32382", "--seconds-per-slot=2", "--max-head-age=60", "--min-peers=0"],
      ...[
        `--node-ip=${nodeIp}`,
        `--exposed=execution/tcp/${tcp}`,
        `--exposed=execution/udp/${tcp}`,
      ],
      ...["--exposed=consensus/tcp/13001", "--exposed=consensus/quic/13101"],
      "--exposed=consensus/udp/12001",
    ]);
    const url = `http://127.0.0.1:${await agent.port()}/v1/execution`;
    return waitFor("a reading with nothing unchecked", async () => {
      const { data, status } = await axios.get<ExecutionReading>(url, {
        validateStatus: () => true,
      });
      const { exposure } = data;
      return status === 200 && exposure?.consensus.unchecked === null ? exposure : undefined;
    });
  };

  it("finds nothing wrong where the clients announce just that", async () => {
    const { execution, consensus } = await exposureAt("127.0.0.1");
    assert.deepEqual([execution.problems, consensus.problems], [[], []]);
    assert.equal(consensus.announced, "127.0.0.1 tcp 13001 udp 12001 quic 13101");
  });

  it("flags both clients where they announce another address", async () => {
    const { execution, consensus } = await exposureAt("10.245.0.2");
    const problem = "announces 127.0.0.1, is reached at 10.245.0.2 (the Kubernetes node)";
    assert.deepEqual([execution.problems, consensus.problems], [[problem], [problem]]);
  });
});
