import { registerHooks } from "node:module";

/**
 * Leaves out zod's messages in sixty languages, which it imports whichever are used and which take 8 MB. Nobody sees another
 * than English. To be called before the first import of zod.
 */
export function leaveOutLocales(): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "../locales/index.js" && context.parentURL?.includes("/node_modules/zod/")
        ? next("../locales/en.js", context)
        : next(specifier, context),
  });
}
