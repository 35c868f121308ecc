import { writeFileSync } from "node:fs";
import mocha from "mocha";

/** Mocha's spec reporter, which also writes how many tests passed, failed and were skipped to the file in TEST_COUNTS. */
export default class CountingReporter extends mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once("end", () => {
      const { passes: passed, failures: failed, pending: skipped } = this.stats;
      const counts = JSON.stringify({ passed, failed, skipped });
      if (process.env["TEST_COUNTS"] !== undefined)
        writeFileSync(process.env["TEST_COUNTS"], counts);
    });
  }
}
