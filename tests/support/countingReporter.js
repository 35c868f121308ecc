import { writeFileSync } from "node:fs";
import mocha from "mocha";

/**
 * Mocha's spec reporter, which also writes how many tests passed, failed and were skipped, and which failed, to the file in
 * TEST_COUNTS.
 */
export default class CountingReporter extends mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failures = [];
    runner.on("fail", (test, error) => {
      failures.push(`${test.fullTitle()}: ${String(error?.message ?? error).split("\n", 1)[0]}`);
    });
    runner.once("end", () => {
      const { passes: passed, failures: failed, pending: skipped } = this.stats;
      const counts = JSON.stringify({ passed, failed, skipped, failures });
      if (process.env["TEST_COUNTS"] !== undefined)
        writeFileSync(process.env["TEST_COUNTS"], counts);
    });
  }
}
