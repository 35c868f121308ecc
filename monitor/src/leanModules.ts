import { registerHooks } from "node:module";

/** What axios and prom-client import though nothing here uses it: uploads and proxies, and traces in metrics. */
const UNUSED: ReadonlySet<string> = new Set([
  "form-data",
  "https-proxy-agent",
  "@opentelemetry/api",
]);

const LEFT_OUT = new URL("leftOut.ts", import.meta.url).href;

/** Leaves out what packages import and nobody uses, 12 MB together. To be called before the first import of any. */
export function leaveOutUnused(): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      const { parentURL = "" } = context;
      // Zod's messages in sixty languages. Nobody sees another than English.
      if (specifier === "../locales/index.js" && parentURL.includes("/node_modules/zod/"))
        return next("../locales/en.js", context);
      return UNUSED.has(specifier)
        ? { url: LEFT_OUT, shortCircuit: true }
        : next(specifier, context);
    },
  });
}
