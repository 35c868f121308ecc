import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules/", ".cache/"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { "@pulumi": pulumi },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      // Numbers in template literals are how ports and sizes become flags.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // A component is constructed for what it registers, not for its handle.
      "no-new": "off",
    },
  },
  // Expressions such as `expect(x).to.be.true` aside, mocha's callbacks are plain functions.
  { files: ["**/*.js"], ...tseslint.configs.disableTypeChecked },
);
