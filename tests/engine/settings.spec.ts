import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { stringify, parse } from "yaml";

import { sharedApiServer } from "../support/apiServer.ts";
import { EngineFixture } from "../support/engine.ts";

type Settings = Record<string, unknown>;

/** A mistake in the settings of the dev stack, and what the message has to say of it. */
interface Mistake {
  readonly title: string;
  readonly change: (settings: Settings) => void;
  /** The key, what came, what was expected. */
  readonly says: readonly RegExp[];
}

const set =
  (key: string, value: unknown) =>
  (settings: Settings): void => {
    settings[`ethnode:${key}`] = value;
  };

const mistakes: readonly Mistake[] = [
  {
    title: "an unknown network",
    change: set("network", "mainet"),
    says: [/ethnode:network/, /mainet/, /devnet, hoodi.* mainnet|mainnet/],
  },
  {
    title: "a size without a unit",
    change: set("executionStorage", "2000"),
    says: [/ethnode:executionStorage/, /2000/, /expected/i],
  },
  {
    title: "a negative count",
    change: set("nodes", [{ name: "node-0", validators: -1 }]),
    says: [/ethnode:nodes\[0\]\.validators/, /-1/, /expected/i],
  },
  {
    title: "a wrong type",
    change: set("executionMaxPeers", "plenty"),
    says: [/executionMaxPeers/, /integer/],
  },
  {
    title: "a version of a client that there is not",
    change: set("clientVersions", { gteh: "1.17.5" }),
    says: [/ethnode:clientVersions/, /gteh/, /expected versions by the client's name, one of geth/],
  },
  {
    title: "clients that cannot run a private chain",
    change: (settings) => {
      set("executionClient", "reth")(settings);
      set("clientFlags", { reth: [] })(settings);
    },
    says: [/ethnode:executionClient: came "reth", expected a client that can run on devnet/],
  },
  {
    title: "a missing required key",
    change: (settings) => delete settings["ethnode:network"],
    says: [/ethnode:network|'network'/],
  },
  {
    title: "two nodes of one name",
    change: set("nodes", [
      { name: "node-0", validators: 8 },
      { name: "node-0", validators: 8 },
    ]),
    says: [/ethnode:nodes\[1\]\.name/, /node-0/, /expected a name that no other node has/],
  },
  {
    title: "a token of the peer monitor where its hash belongs, without saying it",
    change: set("peerMonitorTokens", [{ name: "alice", role: "viewer", sha256: "in-clear" }]),
    says: [
      /ethnode:peerMonitorTokens\[0\]\.sha256: came "\[secret\]", expected a SHA-256 hash/,
      /^(?![^]*in-clear)/,
    ],
  },
  {
    title: "actions on peers that nobody may do",
    change: set("peerMonitorActions", true),
    says: [/ethnode:peerMonitorActions: came true, expected false, or one of peerMonitorTokens/],
  },
  {
    title: "a receiver of alerts of an unknown kind",
    change: set("alertReceivers", [{ name: "a", kind: "pager", severities: ["critical"] }]),
    says: [
      /ethnode:alertReceivers\[0\]\.kind: came "pager", expected one of pagerduty, opsgenie, slack, email, webhook/,
    ],
  },
  {
    title: "a receiver of alerts without its key",
    change: set("alertReceivers", [{ name: "a", kind: "slack", severities: ["critical"] }]),
    says: [/ethnode:alertReceiverKeys\.a\.url: came nothing, expected the http or https URL/],
  },
];

describe("settings that are wrong", () => {
  let engine: EngineFixture;
  let original: string;

  before(async () => {
    const api = await sharedApiServer();
    engine = await EngineFixture.ofProject(api.kubeconfig, "dev");
    original = await readFile(engine.configFile, "utf8");
  });

  after(() => engine.remove());

  for (const { title, change, says } of mistakes) {
    it(`${title}: one message, and nothing is made`, async () => {
      const file = parse(original) as { config: Settings };
      change(file.config);
      await writeFile(engine.configFile, stringify(file));
      const { code, text } = await engine.run([
        ...["up", "--yes", "--non-interactive", "--config-file", engine.configFile],
      ]);
      assert.notEqual(code, 0, text);
      for (const part of says) assert.match(text, part);
      const summary = text.slice(Math.max(0, text.indexOf("Diagnostics:")));
      assert.equal(summary.match(/\berror:/g)?.length, 1, text);
      const made = await engine.resources();
      assert.deepEqual(
        made.filter(({ type }) => type !== "pulumi:pulumi:Stack"),
        [],
      );
    });
  }
});
