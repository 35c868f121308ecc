import { createRequire } from "node:module";

import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import type * as Messages from "@pulumi/pulumi/proto/provider_pb.js";

import { connectEngineLog, silentLog } from "../grpc/engineLog.ts";
import { serve, unary } from "../grpc/server.ts";
import { fromStruct, toStruct } from "../grpc/values.ts";
import { checkResponse, diffResponse, parseAutonaming } from "./messages.ts";
import type { Provider, Subject } from "./provider.ts";

interface SubjectMessage {
  getUrn(): string;
  getType(): string;
  getName(): string;
}

/** The engine warns of a version below the SDK's; what follows the plus sign says that it is not the official plugin. */
function standInVersion(name: string): string {
  const sdk = createRequire(import.meta.url)(`@pulumi/${name}/package.json`) as {
    pulumi: { version: string };
  };
  return `${sdk.pulumi.version}+standin`;
}

function subject(message: SubjectMessage): Subject {
  const urn = message.getUrn();
  const parts = urn.split("::");
  // Older engines leave type and name to be read from the URN.
  const type = message.getType() || (parts[2] ?? "").split("$").at(-1) || "";
  return { urn, type, name: message.getName() || parts.slice(3).join("::") };
}

/**
 * Serves a provider to the engine. The service is raw gRPC because the SDK's own provider server drops what honest
 * behaviour needs: the configuration, timeouts, the preview flag, autonaming and detailed differences.
 */
export async function serveProvider(provider: Provider): Promise<void> {
  let log = silentLog;
  await serve(services.ResourceProviderService, {
    handshake: unary((request: Messages.ProviderHandshakeRequest) => {
      log = connectEngineLog(request.getEngineAddress());
      const response = new pb.ProviderHandshakeResponse();
      // The engine then sends plain values and marks outputs as secret by the names of secret inputs.
      response.setAcceptSecrets(false);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    getPluginInfo: unary(() => {
      const info = new pluginPb.PluginInfo();
      info.setVersion(standInVersion(provider.name));
      return info;
    }),
    checkConfig: unary(async (request: Messages.CheckRequest) => {
      const inputs = fromStruct(request.getNews());
      return checkResponse(request.getNews(), await provider.checkConfig(inputs));
    }),
    diffConfig: unary((request: Messages.DiffRequest) => {
      const before = JSON.stringify(fromStruct(request.getOldInputs()));
      const after = JSON.stringify(fromStruct(request.getNews()));
      const response = new pb.DiffResponse();
      response.setChanges(
        before === after
          ? pb.DiffResponse.DiffChanges.DIFF_NONE
          : pb.DiffResponse.DiffChanges.DIFF_SOME,
      );
      return response;
    }),
    configure: unary(async (request: Messages.ConfigureRequest) => {
      await provider.configure(fromStruct(request.getArgs()), log);
      const response = new pb.ConfigureResponse();
      response.setAcceptsecrets(false);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    check: unary(async (request: Messages.CheckRequest) => {
      const checked = await provider.check(
        subject(request),
        fromStruct(request.getOlds()),
        fromStruct(request.getNews()),
        parseAutonaming(request.getAutonaming()),
      );
      return checkResponse(toStruct(checked.inputs), checked.failures);
    }),
    diff: unary(async (request: Messages.DiffRequest) => {
      const olds = fromStruct(request.getOldInputs());
      return diffResponse(
        await provider.diff(subject(request), olds, fromStruct(request.getNews())),
      );
    }),
    create: unary(async (request: Messages.CreateRequest) => {
      const created = await provider.create({
        ...subject(request),
        inputs: fromStruct(request.getProperties()),
        preview: request.getPreview(),
        timeout: request.getTimeout(),
      });
      const response = new pb.CreateResponse();
      response.setId(created.id);
      response.setProperties(toStruct(created.outputs));
      return response;
    }),
    read: unary(async (request: Messages.ReadRequest) => {
      const live = await provider.read({
        ...subject(request),
        id: request.getId(),
        inputs: fromStruct(request.getInputs()),
        outputs: fromStruct(request.getProperties()),
      });
      const response = new pb.ReadResponse();
      // An empty answer says that the resource is gone.
      if (live === undefined) return response;
      response.setId(live.id);
      response.setProperties(toStruct(live.outputs));
      response.setInputs(toStruct(live.inputs));
      return response;
    }),
    update: unary(async (request: Messages.UpdateRequest) => {
      const outputs = await provider.update({
        ...subject(request),
        id: request.getId(),
        inputs: fromStruct(request.getNews()),
        oldOutputs: fromStruct(request.getOlds()),
        preview: request.getPreview(),
        timeout: request.getTimeout(),
      });
      const response = new pb.UpdateResponse();
      response.setProperties(toStruct(outputs));
      return response;
    }),
    delete: unary(async (request: Messages.DeleteRequest) => {
      await provider.delete({
        ...subject(request),
        id: request.getId(),
        outputs: fromStruct(request.getProperties()),
        timeout: request.getTimeout(),
      });
      return new emptyPb.Empty();
    }),
    cancel: unary(() => {
      provider.cancel();
      return new emptyPb.Empty();
    }),
  });
}
