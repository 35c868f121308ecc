import assert from "node:assert/strict";

import { SessionTracker } from "../src/peers/sessions.ts";

describe("remembering since when a peer is connected", () => {
  it("says 'at least' of those that were there at the first look, and stays with it", () => {
    const tracker = new SessionTracker();
    tracker.reconcile(["a"], 1000);
    tracker.reconcile(["a"], 2000);
    assert.deepEqual(tracker.get("a"), { since: 1000, precision: "atLeast" });
  });

  it("knows to a poll who came between two polls", () => {
    const tracker = new SessionTracker();
    tracker.reconcile([], 1000);
    tracker.reconcile(["b"], 2000);
    assert.deepEqual(tracker.get("b"), { since: 2000, precision: "poll" });
  });

  it("does not claim to know who came during a gap between polls", () => {
    const tracker = new SessionTracker(60_000);
    tracker.reconcile([], 1000);
    tracker.reconcile(["b"], 62_000);
    assert.deepEqual(tracker.get("b"), { since: 62_000, precision: "atLeast" });
  });

  it("knows to the moment who was announced", () => {
    const tracker = new SessionTracker();
    tracker.watching(500);
    tracker.joined("a", 1500);
    tracker.reconcile(["a"], 2000);
    assert.deepEqual(tracker.get("a"), { since: 1500, precision: "event" });
  });

  it("begins anew for a peer that left and came back", () => {
    const tracker = new SessionTracker();
    tracker.reconcile(["a"], 1000);
    tracker.left("a");
    tracker.joined("a", 1500);
    tracker.reconcile(["a"], 2000);
    assert.deepEqual(tracker.get("a"), { since: 1500, precision: "event" });
    tracker.reconcile([], 3000);
    assert.equal(tracker.get("a"), undefined);
  });

  it("keeps a peer that joined while the list was on its way", () => {
    const tracker = new SessionTracker();
    tracker.reconcile([], 1000);
    tracker.joined("a", 2001);
    tracker.reconcile([], 2000);
    assert.deepEqual(tracker.get("a"), { since: 2001, precision: "event" });
  });

  it("knows nothing after a reset", () => {
    const tracker = new SessionTracker();
    tracker.watching(0);
    tracker.reconcile(["a"], 1000);
    tracker.reset();
    assert.equal(tracker.get("a"), undefined);
    tracker.reconcile(["a"], 5000);
    assert.deepEqual(tracker.get("a"), { since: 5000, precision: "atLeast" });
  });
});
