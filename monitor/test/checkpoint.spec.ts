import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Handler, sendJson, TestServer } from "./support/httpServer.ts";
import { Program } from "./support/program.ts";

const genesisTime = 1_742_213_400;
const slotsPerEpoch = 32;
const rootOf = (letter: string, epoch: number): string =>
  `0x${letter}${String(epoch).padStart(63, "0")}`;

/** A beacon node that finalized an epoch of a chain, which a letter names. */
function beacon(
  epoch: number,
  { chain = "a", genesis = genesisTime, empty = [] as number[] } = {},
): Handler {
  return ({ url = "" }, response) => {
    const slot = /^\/eth\/v1\/beacon\/blocks\/(\d+)\/root$/.exec(url)?.[1];
    if (url === "/eth/v1/beacon/genesis") {
      sendJson(response, { data: { genesis_time: String(genesis) } });
    } else if (url === "/eth/v1/beacon/states/head/finality_checkpoints") {
      sendJson(response, {
        data: { finalized: { epoch: String(epoch), root: rootOf(chain, epoch) } },
      });
    } else if (slot !== undefined && !empty.includes(Number(slot))) {
      // A block right before an epoch's first slot is its checkpoint where that slot is empty.
      const at = Math.ceil(Number(slot) / slotsPerEpoch);
      sendJson(response, { data: { root: rootOf(chain, at) } });
    } else sendJson(response, { code: 404, message: "not found" }, 404);
  };
}

const silent: Handler = () => undefined;
const garbage: Handler = (_request, response) => response.end("<html>Bad gateway</html>");
const wrongShape: Handler = (_request, response) => {
  sendJson(response, { data: { genesis_time: genesisTime, finalized: "yes" } });
};
const broken: Handler = (_request, response) => {
  sendJson(response, { code: 500, message: "no" }, 500);
};

interface Outcome {
  readonly code: number;
  readonly log: Record<string, unknown>[];
  readonly seconds: number;
  readonly config: string | undefined;
  readonly stderr: string;
}

describe("the checkpoint command", function () {
  this.timeout(60_000);
  let folder: string;
  const servers: TestServer[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "checkpoint-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  const serve = async (handler: Handler): Promise<TestServer> => {
    const server = await TestServer.open(handler);
    servers.push(server);
    return server;
  };
  const read = (name: string): Promise<string | undefined> =>
    readFile(join(folder, name), "utf8").catch(() => undefined);

  async function run(endpoints: readonly string[], more: readonly string[] = []): Promise<Outcome> {
    const started = performance.now();
    const program = new Program([
      "checkpoint",
      ...endpoints.map((url) => `--endpoint=${url}`),
      `--genesis-time=${genesisTime}`,
      "--timeout=4",
      `--database=${join(folder, "beaconchain.db")}`,
      `--record=${join(folder, "checkpoint.json")}`,
      `--config=${join(folder, "client.yaml")}`,
      ...more,
    ]);
    const code = await program.exited;
    return {
      code,
      log: program.stdout
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Record<string, unknown>),
      seconds: (performance.now() - started) / 1000,
      config: await read("client.yaml"),
      stderr: program.stderr,
    };
  }

  const warnings = ({ log }: Outcome): unknown[] =>
    log
      .filter(({ level }) => level === "warn")
      .map(({ url, reason }) => `${String(url)} ${String(reason)}`);
  const lastMessage = ({ log }: Outcome): string => String(log.at(-1)?.["msg"]);
  const yaml = (url: string): string =>
    `checkpoint-sync-url: "${url}"\ngenesis-beacon-api-url: "${url}"\n`;

  it("takes the first of two that agree", async () => {
    const [one, two] = [await serve(beacon(7)), await serve(beacon(7))];
    const outcome = await run([one.url, `${two.url}/`]);
    assert.equal(outcome.code, 0);
    assert.equal(outcome.config, yaml(one.url));
    assert.deepEqual(warnings(outcome), []);
    const record = JSON.parse((await read("checkpoint.json")) ?? "") as unknown;
    const confirmedBy = [one.url, two.url];
    assert.deepEqual(record, { url: one.url, epoch: 7, root: rootOf("a", 7), confirmedBy });
  });

  it("takes the one that is behind, whose checkpoint the other confirms", async () => {
    const [ahead, behind] = [await serve(beacon(8)), await serve(beacon(7))];
    const outcome = await run([ahead.url, behind.url]);
    assert.equal(outcome.code, 0);
    assert.equal(outcome.config, yaml(behind.url));
  });

  it("finds a checkpoint whose own slot is empty", async () => {
    const empty = [7 * slotsPerEpoch, 7 * slotsPerEpoch - 1];
    const [ahead, behind] = [await serve(beacon(8, { empty })), await serve(beacon(7))];
    assert.equal((await run([ahead.url, behind.url])).code, 0);
  });

  const useless: [string, Handler, RegExp][] = [
    ["is silent", silent, /no answer within 4000 ms/],
    ["answers garbage", garbage, /not JSON/],
    ["answers other JSON", wrongShape, /the answer's data\./],
    ["fails", broken, /status 500, expected 200/],
    [
      "redirects to another host",
      (_request, response) =>
        response.writeHead(302, { location: "https://elsewhere.example/x" }).end(),
      /it redirects to https:\/\/elsewhere\.example\/x, which is not followed/,
    ],
    [
      "is of another network",
      beacon(7, { genesis: genesisTime + 1 }),
      /another network: genesis time 1742213401 came, expected 1742213400/,
    ],
    [
      "has not finalized anything",
      (request, response) => {
        if (request.url?.endsWith("genesis") === true) beacon(7)(request, response);
        else {
          const finalized = { epoch: "0", root: `0x${"0".repeat(64)}` };
          sendJson(response, { data: { finalized } });
        }
      },
      /has not finalized anything/,
    ],
  ];
  for (const [what, handler, reason] of useless) {
    it(`warns of one that ${what}, and does with the others`, async () => {
      const bad = await serve(handler);
      const [one, two] = [await serve(beacon(7)), await serve(beacon(7))];
      const outcome = await run([bad.url, one.url, two.url]);
      assert.equal(outcome.code, 0);
      assert.equal(outcome.config, yaml(one.url));
      const told = warnings(outcome);
      assert.equal(told.length, 1);
      assert.match(String(told[0]), reason);
      assert.ok(String(told[0]).startsWith(bad.url));
    });

    it(`refuses to start with one that ${what} where two are needed`, async () => {
      const [bad, good] = [await serve(handler), await serve(beacon(7))];
      const outcome = await run([bad.url, good.url]);
      assert.equal(outcome.code, 4);
      assert.match(lastMessage(outcome), reason);
      assert.match(lastMessage(outcome), /expected 2 endpoints that agree.*1 of 2 answered/);
      assert.equal(outcome.config, undefined);
      assert.ok(outcome.seconds < 20, `took ${outcome.seconds} s`);
    });
  }

  it("warns of one that is absent, and does with the others", async () => {
    const [gone, one, two] = [
      await serve(beacon(7)),
      await serve(beacon(7)),
      await serve(beacon(7)),
    ];
    await gone.close();
    const outcome = await run([gone.url, one.url, two.url]);
    assert.equal(outcome.code, 0);
    assert.match(String(warnings(outcome)[0]), /connection refused/);
  });

  it("refuses to start when all are silent, in its time", async () => {
    const outcome = await run([(await serve(silent)).url, (await serve(silent)).url]);
    assert.equal(outcome.code, 4);
    assert.match(lastMessage(outcome), /0 of 2 answered/);
    assert.ok(outcome.seconds < 20, `took ${outcome.seconds} s`);
  });

  const conflicts: [string, Handler, Handler, number][] = [
    ["at one epoch", beacon(7), beacon(7, { chain: "b" }), 7],
    ["one of which is ahead", beacon(9), beacon(7, { chain: "b" }), 7],
  ];
  for (const [what, first, second, epoch] of conflicts) {
    it(`refuses to start when two disagree, ${what}, and shows both answers`, async () => {
      const [one, two] = [await serve(first), await serve(second)];
      const outcome = await run([one.url, two.url]);
      assert.equal(outcome.code, 3);
      for (const [url, root] of [
        [one.url, rootOf("a", epoch)],
        [two.url, rootOf("b", epoch)],
      ]) {
        assert.ok(lastMessage(outcome).includes(`${url} says ${root}`), lastMessage(outcome));
      }
      assert.equal(outcome.config, undefined);
      assert.equal(await read("checkpoint.json"), undefined);
    });
  }

  it("refuses to start when a third contradicts two that agree", async () => {
    const [one, two, three] = [
      await serve(beacon(7)),
      await serve(beacon(7)),
      await serve(beacon(7, { chain: "b" })),
    ];
    assert.equal((await run([one.url, two.url, three.url])).code, 3);
  });

  it("refuses endpoints that contradict the checkpoint that is pinned", async () => {
    const urls = [(await serve(beacon(7))).url, (await serve(beacon(7))).url];
    const pin = (letter: string) => [`--weak-subjectivity-checkpoint=${rootOf(letter, 5)}:5`];
    assert.equal((await run(urls, pin("a"))).code, 0);
    const refused = await run(urls, pin("b"));
    assert.equal(refused.code, 3);
    assert.ok(lastMessage(refused).includes(`the setting says ${rootOf("b", 5)}`));
  });

  it("asks nobody where there is a database, and keeps what was agreed on", async () => {
    const [one, two] = [await serve(beacon(7)), await serve(beacon(7))];
    await run([one.url, two.url]);
    await writeFile(join(folder, "beaconchain.db"), "");
    await rm(join(folder, "client.yaml"));
    for (const server of [one, two]) {
      server.requests.length = 0;
      server.handler = beacon(7, { chain: "b" });
    }
    const outcome = await run([one.url, two.url]);
    assert.equal(outcome.code, 0);
    assert.deepEqual([...one.requests, ...two.requests], []);
    assert.equal(outcome.config, yaml(one.url));
  });

  it("names no endpoint where there is a database of unknown origin", async () => {
    await writeFile(join(folder, "beaconchain.db"), "");
    await writeFile(join(folder, "client.yaml"), "p2p-host-ip: 203.0.113.7\n");
    const outcome = await run(["http://127.0.0.1:1", "http://127.0.0.1:2"]);
    assert.equal(outcome.code, 0);
    assert.equal(outcome.config, "p2p-host-ip: 203.0.113.7\n");
  });

  it("keeps the other keys of the client's configuration", async () => {
    const [one, two] = [await serve(beacon(7)), await serve(beacon(7))];
    const before = 'p2p-host-ip: 203.0.113.7\ncheckpoint-sync-url: "old"\n';
    await writeFile(join(folder, "client.yaml"), before);
    const outcome = await run([one.url, two.url]);
    assert.equal(outcome.config, `p2p-host-ip: 203.0.113.7\n${yaml(one.url)}`);
  });

  const wrong: [string[], string[], RegExp][] = [
    [[], [], /--endpoint: endpoints of 0 hosts came, expected at least --quorum \(2\)/],
    [["http://a.example", "http://a.example/x"], [], /endpoints of 1 hosts came/],
    [["ftp://a.example"], [], /--endpoint: "ftp:\/\/a\.example" came, expected an http or https/],
    [
      ["http://a", "http://b"],
      ["--quorum=0"],
      /--quorum: "0" came, expected a whole number from 1/,
    ],
    [["http://a", "http://b"], ["--genesis-time=x"], /--genesis-time: "x" came/],
    [
      ["http://a", "http://b"],
      ["--weak-subjectivity-checkpoint=0x12:3"],
      /--weak-subjectivity-checkpoint: "0x12:3" came, expected 0x<root/,
    ],
  ];
  for (const [endpoints, more, message] of wrong) {
    it(`says what is wrong with ${[...endpoints, ...more].join(" ") || "no endpoint"}`, async () => {
      const outcome = await run(endpoints, more);
      assert.equal(outcome.code, 2);
      assert.match(outcome.stderr, message);
    });
  }
});
