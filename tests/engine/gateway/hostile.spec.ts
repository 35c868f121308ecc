import assert from "node:assert/strict";
import { connect as connectHttp2 } from "node:http2";

import { gatewayMethods } from "../../../gateway/methods.ts";
import {
  ask,
  call,
  startDevGeth,
  startGateway,
  userKeys,
  type DevGeth,
  type RunningGateway,
} from "../../support/gateway.ts";
import { forbiddenMethods, hostileBodies, hostileRequests } from "../../support/hostileCalls.ts";
import { sendRaw } from "../../support/rawHttp.ts";

const key = { "x-api-key": userKeys.alice };

/** A request with any bytes for its body. */
const post = (body: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(
      [
        "POST / HTTP/1.1",
        "Host: rpc",
        "Content-Type: application/json",
        `X-Api-Key: ${userKeys.alice}`,
        ...["Connection: close", `Content-Length: ${body.length}`, "", ""],
      ].join("\r\n"),
    ),
    body,
  ]);

/** A Geth of its own, which serves all that is tried, and says what it executed. */
describe("what reaches a Geth through the gateway", () => {
  let geth: DevGeth;
  let gateway: RunningGateway;
  before(async function () {
    this.timeout(120_000);
    geth = await startDevGeth();
    gateway = await startGateway([geth.address]);
  });
  after(async () => {
    await gateway[Symbol.asyncDispose]();
    await geth[Symbol.asyncDispose]();
  });

  for (const method of gatewayMethods)
    it(`${method}: served`, async () => {
      const { status, text } = await ask(gateway.url, call(method), key);
      assert.equal(status, 200, text);
      // Some want parameters; none is a method that Geth does not have.
      assert.doesNotMatch(text, /does not exist/);
    });

  for (const method of forbiddenMethods)
    it(`${method}: refused`, async () => {
      const { status, text } = await ask(gateway.url, call(method), key);
      assert.equal(status, 403, text);
    });

  for (const [what, body] of Object.entries(hostileBodies))
    it(`${what}: no plain call`, async () => {
      const bytes = typeof body === "string" ? Buffer.from(body) : body;
      assert.deepEqual(await sendRaw(gateway.port, post(bytes), 5_000), [400]);
    });

  for (const [what, [text, statuses]] of Object.entries(hostileRequests))
    it(`${what}: answered ${statuses.length === 0 ? "by a refusal" : statuses.join(" and ")}`, async function () {
      this.timeout(30_000);
      const bytes = Buffer.from(text.replaceAll("KEY", userKeys.alice), "latin1");
      const got = await sendRaw(gateway.port, bytes, statuses.includes(408) ? 15_000 : 1_000);
      if (statuses.length > 0) assert.deepEqual(got, statuses);
      else for (const status of got) assert.ok(status >= 400 && status !== 403, got.join(" "));
    });

  it("over HTTP/2 the same", async () => {
    const session = connectHttp2(`http://127.0.0.1:${gateway.port}`);
    const by = (body: string, headers: Record<string, string>): Promise<number> =>
      new Promise((done, fail) => {
        const stream = session.request({
          ...{ ":method": "POST", ":path": "/", "content-type": "application/json" },
          ...headers,
        });
        stream.once("response", ({ ":status": status = 0 }) => {
          done(status);
        });
        stream.once("error", fail);
        stream.resume();
        stream.end(body);
      });
    const sized = (body: string) => ({ "content-length": String(body.length), ...key });
    try {
      const [good, bad] = [call("eth_chainId"), call("admin_nodeInfo")];
      assert.equal(await by(good, sized(good)), 200);
      assert.equal(await by(bad, sized(bad)), 403);
      assert.equal(await by(bad, { "content-length": String(bad.length) }), 401);
      assert.equal(await by(bad, key), 411);
    } finally {
      session.destroy();
    }
  });

  it("calls of any plain form are served", async () => {
    const forms = [
      '{"method":"eth_chainId","id":"1","jsonrpc":"2.0"}',
      ' \n{ "id" : null , "jsonrpc" : "2.0" , "params" : [ ] ,\t"method" : "eth_chainId" } \r\n',
      '{"jsonrpc":"2.0","id":"a\\u00e9\\n\\"é\u{1F600}","method":"eth_chainId"}',
      '{"jsonrpc":"2.0","id":-1.5e+3,"method":"eth_chainId"}',
      `{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{"to":"0x${"00".repeat(20)}","data":"0x"},"latest"]}`,
      `{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{"to":"0x${"00".repeat(20)}","input":"0x${"ab".repeat(120_000)}"},"latest"]}`,
    ];
    for (const form of forms) {
      const { status, text } = await ask(gateway.url, form, key);
      assert.equal(status, 200, form.slice(0, 80));
      assert.match(text, /"result":"0x/);
    }
  });

  it("no method was executed that the gateway does not serve", async () => {
    const served = new Set<string>(gatewayMethods);
    const executed = await geth.executed();
    assert.ok(executed.includes("eth_chainId"));
    assert.deepEqual(
      executed.filter((method) => !served.has(method)),
      [],
    );
  });

  it("which is seen where one is: asked directly, and through HAProxy's own reading of JSON", async () => {
    const count = async (method: string) => (await geth.executed()).includes(method);
    await ask(`http://${geth.address}`, call("admin_datadir"), {});
    assert.ok(await count("admin_datadir"));
    await using fooled = await startGateway([geth.address], {}, (files) => ({
      ...files,
      "haproxy.cfg": (files["haproxy.cfg"] ?? "").replace(
        "http-request lua.inspect",
        "http-request set-var(txn.method) req.body,json_query('$.method')",
      ),
    }));
    const reached: string[] = [];
    for (const [what, body] of Object.entries(hostileBodies)) {
      const bytes = typeof body === "string" ? Buffer.from(body) : body;
      if ((await sendRaw(fooled.port, post(bytes), 2_000)).includes(200)) reached.push(what);
    }
    assert.ok(await count("admin_nodeInfo"), reached.join(", "));
    assert.ok(reached.includes("METHOD beside method"));
  });
});
