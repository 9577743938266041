/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError, $TypeError = $util.global.TypeError, $Number = $util.global.Number, $String = $util.global.String, $Array = $util.global.Array, $parseInt = $util.global.parseInt, $BigInt = $util.global.BigInt, $Boolean = $util.global.Boolean;

const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const syntalos = $root.syntalos = (() => {

    const syntalos = {};

    syntalos.control = (function() {

        const control = {};

        control.Envelope = (function() {

            const Envelope = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Envelope.prototype.callId = 0;
            Envelope.prototype.error = null;
            Envelope.prototype.stateChange = null;
            Envelope.prototype.statusMessage = null;
            Envelope.prototype.syncDetails = null;
            Envelope.prototype.syncOffset = null;
            Envelope.prototype.warning = null;
            Envelope.prototype.figure = null;
            Envelope.prototype.inputPortChange = null;
            Envelope.prototype.outputPortChange = null;
            Envelope.prototype.edlReserve = null;
            Envelope.prototype.apiVersion = null;
            Envelope.prototype.setNiceness = null;
            Envelope.prototype.setMaxRealtimePriority = null;
            Envelope.prototype.setCpuAffinity = null;
            Envelope.prototype.loadScript = null;
            Envelope.prototype.setPortsPreset = null;
            Envelope.prototype.connectInput = null;
            Envelope.prototype.updateInputMetadata = null;
            Envelope.prototype.saveSettings = null;
            Envelope.prototype.loadSettings = null;
            Envelope.prototype.prepareRun = null;
            Envelope.prototype.start = null;
            Envelope.prototype.stop = null;
            Envelope.prototype.shutdown = null;
            Envelope.prototype.showDisplay = null;
            Envelope.prototype.showSettings = null;
            Envelope.prototype.done = null;
            Envelope.prototype.apiVersionInfo = null;
            Envelope.prototype.edlReservation = null;
            Envelope.prototype.settingsData = null;
            Envelope.prototype.failure = null;

            let $oneOfFields;

            $Object.defineProperty(Envelope.prototype, "body", {
                get: $util.oneOfGetter($oneOfFields = ["error", "stateChange", "statusMessage", "syncDetails", "syncOffset", "warning", "figure", "inputPortChange", "outputPortChange", "edlReserve", "apiVersion", "setNiceness", "setMaxRealtimePriority", "setCpuAffinity", "loadScript", "setPortsPreset", "connectInput", "updateInputMetadata", "saveSettings", "loadSettings", "prepareRun", "start", "stop", "shutdown", "showDisplay", "showSettings", "done", "apiVersionInfo", "edlReservation", "settingsData", "failure"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Envelope.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.callId != null && $Object.hasOwnProperty.call(message, "callId") && message.callId !== 0)
                    writer.uint32(8).uint32(message.callId);
                if (message.error != null && $Object.hasOwnProperty.call(message, "error"))
                    $root.syntalos.control.ErrorEvent.encode(message.error, writer.uint32(82).fork(), _depth + 1).ldelim();
                if (message.stateChange != null && $Object.hasOwnProperty.call(message, "stateChange"))
                    $root.syntalos.control.StateChange.encode(message.stateChange, writer.uint32(90).fork(), _depth + 1).ldelim();
                if (message.statusMessage != null && $Object.hasOwnProperty.call(message, "statusMessage"))
                    $root.syntalos.control.StatusMessage.encode(message.statusMessage, writer.uint32(98).fork(), _depth + 1).ldelim();
                if (message.syncDetails != null && $Object.hasOwnProperty.call(message, "syncDetails"))
                    $root.syntalos.control.SyncDetails.encode(message.syncDetails, writer.uint32(106).fork(), _depth + 1).ldelim();
                if (message.syncOffset != null && $Object.hasOwnProperty.call(message, "syncOffset"))
                    $root.syntalos.control.SyncOffset.encode(message.syncOffset, writer.uint32(114).fork(), _depth + 1).ldelim();
                if (message.warning != null && $Object.hasOwnProperty.call(message, "warning"))
                    $root.syntalos.control.Warning.encode(message.warning, writer.uint32(122).fork(), _depth + 1).ldelim();
                if (message.figure != null && $Object.hasOwnProperty.call(message, "figure"))
                    $root.syntalos.control.Figure.encode(message.figure, writer.uint32(130).fork(), _depth + 1).ldelim();
                if (message.inputPortChange != null && $Object.hasOwnProperty.call(message, "inputPortChange"))
                    $root.syntalos.control.InputPortChange.encode(message.inputPortChange, writer.uint32(162).fork(), _depth + 1).ldelim();
                if (message.outputPortChange != null && $Object.hasOwnProperty.call(message, "outputPortChange"))
                    $root.syntalos.control.OutputPortChange.encode(message.outputPortChange, writer.uint32(170).fork(), _depth + 1).ldelim();
                if (message.edlReserve != null && $Object.hasOwnProperty.call(message, "edlReserve"))
                    $root.syntalos.control.EdlReserve.encode(message.edlReserve, writer.uint32(178).fork(), _depth + 1).ldelim();
                if (message.apiVersion != null && $Object.hasOwnProperty.call(message, "apiVersion"))
                    $root.syntalos.control.ApiVersion.encode(message.apiVersion, writer.uint32(242).fork(), _depth + 1).ldelim();
                if (message.setNiceness != null && $Object.hasOwnProperty.call(message, "setNiceness"))
                    $root.syntalos.control.SetNiceness.encode(message.setNiceness, writer.uint32(250).fork(), _depth + 1).ldelim();
                if (message.setMaxRealtimePriority != null && $Object.hasOwnProperty.call(message, "setMaxRealtimePriority"))
                    $root.syntalos.control.SetMaxRealtimePriority.encode(message.setMaxRealtimePriority, writer.uint32(258).fork(), _depth + 1).ldelim();
                if (message.setCpuAffinity != null && $Object.hasOwnProperty.call(message, "setCpuAffinity"))
                    $root.syntalos.control.SetCpuAffinity.encode(message.setCpuAffinity, writer.uint32(266).fork(), _depth + 1).ldelim();
                if (message.loadScript != null && $Object.hasOwnProperty.call(message, "loadScript"))
                    $root.syntalos.control.LoadScript.encode(message.loadScript, writer.uint32(274).fork(), _depth + 1).ldelim();
                if (message.setPortsPreset != null && $Object.hasOwnProperty.call(message, "setPortsPreset"))
                    $root.syntalos.control.SetPortsPreset.encode(message.setPortsPreset, writer.uint32(282).fork(), _depth + 1).ldelim();
                if (message.connectInput != null && $Object.hasOwnProperty.call(message, "connectInput"))
                    $root.syntalos.control.ConnectInput.encode(message.connectInput, writer.uint32(290).fork(), _depth + 1).ldelim();
                if (message.updateInputMetadata != null && $Object.hasOwnProperty.call(message, "updateInputMetadata"))
                    $root.syntalos.control.UpdateInputMetadata.encode(message.updateInputMetadata, writer.uint32(298).fork(), _depth + 1).ldelim();
                if (message.saveSettings != null && $Object.hasOwnProperty.call(message, "saveSettings"))
                    $root.syntalos.control.SaveSettings.encode(message.saveSettings, writer.uint32(306).fork(), _depth + 1).ldelim();
                if (message.loadSettings != null && $Object.hasOwnProperty.call(message, "loadSettings"))
                    $root.syntalos.control.LoadSettings.encode(message.loadSettings, writer.uint32(314).fork(), _depth + 1).ldelim();
                if (message.prepareRun != null && $Object.hasOwnProperty.call(message, "prepareRun"))
                    $root.syntalos.control.PrepareRun.encode(message.prepareRun, writer.uint32(322).fork(), _depth + 1).ldelim();
                if (message.start != null && $Object.hasOwnProperty.call(message, "start"))
                    $root.syntalos.control.Start.encode(message.start, writer.uint32(330).fork(), _depth + 1).ldelim();
                if (message.stop != null && $Object.hasOwnProperty.call(message, "stop"))
                    $root.syntalos.control.Stop.encode(message.stop, writer.uint32(338).fork(), _depth + 1).ldelim();
                if (message.shutdown != null && $Object.hasOwnProperty.call(message, "shutdown"))
                    $root.syntalos.control.Shutdown.encode(message.shutdown, writer.uint32(346).fork(), _depth + 1).ldelim();
                if (message.showDisplay != null && $Object.hasOwnProperty.call(message, "showDisplay"))
                    $root.syntalos.control.ShowDisplay.encode(message.showDisplay, writer.uint32(354).fork(), _depth + 1).ldelim();
                if (message.showSettings != null && $Object.hasOwnProperty.call(message, "showSettings"))
                    $root.syntalos.control.ShowSettings.encode(message.showSettings, writer.uint32(362).fork(), _depth + 1).ldelim();
                if (message.done != null && $Object.hasOwnProperty.call(message, "done"))
                    $root.syntalos.control.Done.encode(message.done, writer.uint32(482).fork(), _depth + 1).ldelim();
                if (message.apiVersionInfo != null && $Object.hasOwnProperty.call(message, "apiVersionInfo"))
                    $root.syntalos.control.ApiVersionInfo.encode(message.apiVersionInfo, writer.uint32(490).fork(), _depth + 1).ldelim();
                if (message.edlReservation != null && $Object.hasOwnProperty.call(message, "edlReservation"))
                    $root.syntalos.control.EdlReservation.encode(message.edlReservation, writer.uint32(498).fork(), _depth + 1).ldelim();
                if (message.settingsData != null && $Object.hasOwnProperty.call(message, "settingsData"))
                    $root.syntalos.control.SettingsData.encode(message.settingsData, writer.uint32(506).fork(), _depth + 1).ldelim();
                if (message.failure != null && $Object.hasOwnProperty.call(message, "failure"))
                    $root.syntalos.control.Failure.encode(message.failure, writer.uint32(514).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Envelope.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.Envelope();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.callId = value;
                            else
                                delete message.callId;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.error = $root.syntalos.control.ErrorEvent.decode(reader, reader.size(), $undefined, _depth + 1, message.error);
                            message.body = "error";
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.stateChange = $root.syntalos.control.StateChange.decode(reader, reader.size(), $undefined, _depth + 1, message.stateChange);
                            message.body = "stateChange";
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.statusMessage = $root.syntalos.control.StatusMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.statusMessage);
                            message.body = "statusMessage";
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            message.syncDetails = $root.syntalos.control.SyncDetails.decode(reader, reader.size(), $undefined, _depth + 1, message.syncDetails);
                            message.body = "syncDetails";
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            message.syncOffset = $root.syntalos.control.SyncOffset.decode(reader, reader.size(), $undefined, _depth + 1, message.syncOffset);
                            message.body = "syncOffset";
                            continue;
                        }
                    case 15: {
                            if (wireType !== 2)
                                break;
                            message.warning = $root.syntalos.control.Warning.decode(reader, reader.size(), $undefined, _depth + 1, message.warning);
                            message.body = "warning";
                            continue;
                        }
                    case 16: {
                            if (wireType !== 2)
                                break;
                            message.figure = $root.syntalos.control.Figure.decode(reader, reader.size(), $undefined, _depth + 1, message.figure);
                            message.body = "figure";
                            continue;
                        }
                    case 20: {
                            if (wireType !== 2)
                                break;
                            message.inputPortChange = $root.syntalos.control.InputPortChange.decode(reader, reader.size(), $undefined, _depth + 1, message.inputPortChange);
                            message.body = "inputPortChange";
                            continue;
                        }
                    case 21: {
                            if (wireType !== 2)
                                break;
                            message.outputPortChange = $root.syntalos.control.OutputPortChange.decode(reader, reader.size(), $undefined, _depth + 1, message.outputPortChange);
                            message.body = "outputPortChange";
                            continue;
                        }
                    case 22: {
                            if (wireType !== 2)
                                break;
                            message.edlReserve = $root.syntalos.control.EdlReserve.decode(reader, reader.size(), $undefined, _depth + 1, message.edlReserve);
                            message.body = "edlReserve";
                            continue;
                        }
                    case 30: {
                            if (wireType !== 2)
                                break;
                            message.apiVersion = $root.syntalos.control.ApiVersion.decode(reader, reader.size(), $undefined, _depth + 1, message.apiVersion);
                            message.body = "apiVersion";
                            continue;
                        }
                    case 31: {
                            if (wireType !== 2)
                                break;
                            message.setNiceness = $root.syntalos.control.SetNiceness.decode(reader, reader.size(), $undefined, _depth + 1, message.setNiceness);
                            message.body = "setNiceness";
                            continue;
                        }
                    case 32: {
                            if (wireType !== 2)
                                break;
                            message.setMaxRealtimePriority = $root.syntalos.control.SetMaxRealtimePriority.decode(reader, reader.size(), $undefined, _depth + 1, message.setMaxRealtimePriority);
                            message.body = "setMaxRealtimePriority";
                            continue;
                        }
                    case 33: {
                            if (wireType !== 2)
                                break;
                            message.setCpuAffinity = $root.syntalos.control.SetCpuAffinity.decode(reader, reader.size(), $undefined, _depth + 1, message.setCpuAffinity);
                            message.body = "setCpuAffinity";
                            continue;
                        }
                    case 34: {
                            if (wireType !== 2)
                                break;
                            message.loadScript = $root.syntalos.control.LoadScript.decode(reader, reader.size(), $undefined, _depth + 1, message.loadScript);
                            message.body = "loadScript";
                            continue;
                        }
                    case 35: {
                            if (wireType !== 2)
                                break;
                            message.setPortsPreset = $root.syntalos.control.SetPortsPreset.decode(reader, reader.size(), $undefined, _depth + 1, message.setPortsPreset);
                            message.body = "setPortsPreset";
                            continue;
                        }
                    case 36: {
                            if (wireType !== 2)
                                break;
                            message.connectInput = $root.syntalos.control.ConnectInput.decode(reader, reader.size(), $undefined, _depth + 1, message.connectInput);
                            message.body = "connectInput";
                            continue;
                        }
                    case 37: {
                            if (wireType !== 2)
                                break;
                            message.updateInputMetadata = $root.syntalos.control.UpdateInputMetadata.decode(reader, reader.size(), $undefined, _depth + 1, message.updateInputMetadata);
                            message.body = "updateInputMetadata";
                            continue;
                        }
                    case 38: {
                            if (wireType !== 2)
                                break;
                            message.saveSettings = $root.syntalos.control.SaveSettings.decode(reader, reader.size(), $undefined, _depth + 1, message.saveSettings);
                            message.body = "saveSettings";
                            continue;
                        }
                    case 39: {
                            if (wireType !== 2)
                                break;
                            message.loadSettings = $root.syntalos.control.LoadSettings.decode(reader, reader.size(), $undefined, _depth + 1, message.loadSettings);
                            message.body = "loadSettings";
                            continue;
                        }
                    case 40: {
                            if (wireType !== 2)
                                break;
                            message.prepareRun = $root.syntalos.control.PrepareRun.decode(reader, reader.size(), $undefined, _depth + 1, message.prepareRun);
                            message.body = "prepareRun";
                            continue;
                        }
                    case 41: {
                            if (wireType !== 2)
                                break;
                            message.start = $root.syntalos.control.Start.decode(reader, reader.size(), $undefined, _depth + 1, message.start);
                            message.body = "start";
                            continue;
                        }
                    case 42: {
                            if (wireType !== 2)
                                break;
                            message.stop = $root.syntalos.control.Stop.decode(reader, reader.size(), $undefined, _depth + 1, message.stop);
                            message.body = "stop";
                            continue;
                        }
                    case 43: {
                            if (wireType !== 2)
                                break;
                            message.shutdown = $root.syntalos.control.Shutdown.decode(reader, reader.size(), $undefined, _depth + 1, message.shutdown);
                            message.body = "shutdown";
                            continue;
                        }
                    case 44: {
                            if (wireType !== 2)
                                break;
                            message.showDisplay = $root.syntalos.control.ShowDisplay.decode(reader, reader.size(), $undefined, _depth + 1, message.showDisplay);
                            message.body = "showDisplay";
                            continue;
                        }
                    case 45: {
                            if (wireType !== 2)
                                break;
                            message.showSettings = $root.syntalos.control.ShowSettings.decode(reader, reader.size(), $undefined, _depth + 1, message.showSettings);
                            message.body = "showSettings";
                            continue;
                        }
                    case 60: {
                            if (wireType !== 2)
                                break;
                            message.done = $root.syntalos.control.Done.decode(reader, reader.size(), $undefined, _depth + 1, message.done);
                            message.body = "done";
                            continue;
                        }
                    case 61: {
                            if (wireType !== 2)
                                break;
                            message.apiVersionInfo = $root.syntalos.control.ApiVersionInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.apiVersionInfo);
                            message.body = "apiVersionInfo";
                            continue;
                        }
                    case 62: {
                            if (wireType !== 2)
                                break;
                            message.edlReservation = $root.syntalos.control.EdlReservation.decode(reader, reader.size(), $undefined, _depth + 1, message.edlReservation);
                            message.body = "edlReservation";
                            continue;
                        }
                    case 63: {
                            if (wireType !== 2)
                                break;
                            message.settingsData = $root.syntalos.control.SettingsData.decode(reader, reader.size(), $undefined, _depth + 1, message.settingsData);
                            message.body = "settingsData";
                            continue;
                        }
                    case 64: {
                            if (wireType !== 2)
                                break;
                            message.failure = $root.syntalos.control.Failure.decode(reader, reader.size(), $undefined, _depth + 1, message.failure);
                            message.body = "failure";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Envelope.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.Envelope)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.Envelope: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.Envelope();
                if (object.callId != null)
                    if ($Number(object.callId) !== 0)
                        message.callId = object.callId >>> 0;
                if (object.error != null) {
                    if (!$util.isObject(object.error))
                        throw $TypeError(".syntalos.control.Envelope.error: object expected");
                    message.error = $root.syntalos.control.ErrorEvent.fromObject(object.error, _depth + 1);
                }
                if (object.stateChange != null) {
                    if (!$util.isObject(object.stateChange))
                        throw $TypeError(".syntalos.control.Envelope.stateChange: object expected");
                    message.stateChange = $root.syntalos.control.StateChange.fromObject(object.stateChange, _depth + 1);
                }
                if (object.statusMessage != null) {
                    if (!$util.isObject(object.statusMessage))
                        throw $TypeError(".syntalos.control.Envelope.statusMessage: object expected");
                    message.statusMessage = $root.syntalos.control.StatusMessage.fromObject(object.statusMessage, _depth + 1);
                }
                if (object.syncDetails != null) {
                    if (!$util.isObject(object.syncDetails))
                        throw $TypeError(".syntalos.control.Envelope.syncDetails: object expected");
                    message.syncDetails = $root.syntalos.control.SyncDetails.fromObject(object.syncDetails, _depth + 1);
                }
                if (object.syncOffset != null) {
                    if (!$util.isObject(object.syncOffset))
                        throw $TypeError(".syntalos.control.Envelope.syncOffset: object expected");
                    message.syncOffset = $root.syntalos.control.SyncOffset.fromObject(object.syncOffset, _depth + 1);
                }
                if (object.warning != null) {
                    if (!$util.isObject(object.warning))
                        throw $TypeError(".syntalos.control.Envelope.warning: object expected");
                    message.warning = $root.syntalos.control.Warning.fromObject(object.warning, _depth + 1);
                }
                if (object.figure != null) {
                    if (!$util.isObject(object.figure))
                        throw $TypeError(".syntalos.control.Envelope.figure: object expected");
                    message.figure = $root.syntalos.control.Figure.fromObject(object.figure, _depth + 1);
                }
                if (object.inputPortChange != null) {
                    if (!$util.isObject(object.inputPortChange))
                        throw $TypeError(".syntalos.control.Envelope.inputPortChange: object expected");
                    message.inputPortChange = $root.syntalos.control.InputPortChange.fromObject(object.inputPortChange, _depth + 1);
                }
                if (object.outputPortChange != null) {
                    if (!$util.isObject(object.outputPortChange))
                        throw $TypeError(".syntalos.control.Envelope.outputPortChange: object expected");
                    message.outputPortChange = $root.syntalos.control.OutputPortChange.fromObject(object.outputPortChange, _depth + 1);
                }
                if (object.edlReserve != null) {
                    if (!$util.isObject(object.edlReserve))
                        throw $TypeError(".syntalos.control.Envelope.edlReserve: object expected");
                    message.edlReserve = $root.syntalos.control.EdlReserve.fromObject(object.edlReserve, _depth + 1);
                }
                if (object.apiVersion != null) {
                    if (!$util.isObject(object.apiVersion))
                        throw $TypeError(".syntalos.control.Envelope.apiVersion: object expected");
                    message.apiVersion = $root.syntalos.control.ApiVersion.fromObject(object.apiVersion, _depth + 1);
                }
                if (object.setNiceness != null) {
                    if (!$util.isObject(object.setNiceness))
                        throw $TypeError(".syntalos.control.Envelope.setNiceness: object expected");
                    message.setNiceness = $root.syntalos.control.SetNiceness.fromObject(object.setNiceness, _depth + 1);
                }
                if (object.setMaxRealtimePriority != null) {
                    if (!$util.isObject(object.setMaxRealtimePriority))
                        throw $TypeError(".syntalos.control.Envelope.setMaxRealtimePriority: object expected");
                    message.setMaxRealtimePriority = $root.syntalos.control.SetMaxRealtimePriority.fromObject(object.setMaxRealtimePriority, _depth + 1);
                }
                if (object.setCpuAffinity != null) {
                    if (!$util.isObject(object.setCpuAffinity))
                        throw $TypeError(".syntalos.control.Envelope.setCpuAffinity: object expected");
                    message.setCpuAffinity = $root.syntalos.control.SetCpuAffinity.fromObject(object.setCpuAffinity, _depth + 1);
                }
                if (object.loadScript != null) {
                    if (!$util.isObject(object.loadScript))
                        throw $TypeError(".syntalos.control.Envelope.loadScript: object expected");
                    message.loadScript = $root.syntalos.control.LoadScript.fromObject(object.loadScript, _depth + 1);
                }
                if (object.setPortsPreset != null) {
                    if (!$util.isObject(object.setPortsPreset))
                        throw $TypeError(".syntalos.control.Envelope.setPortsPreset: object expected");
                    message.setPortsPreset = $root.syntalos.control.SetPortsPreset.fromObject(object.setPortsPreset, _depth + 1);
                }
                if (object.connectInput != null) {
                    if (!$util.isObject(object.connectInput))
                        throw $TypeError(".syntalos.control.Envelope.connectInput: object expected");
                    message.connectInput = $root.syntalos.control.ConnectInput.fromObject(object.connectInput, _depth + 1);
                }
                if (object.updateInputMetadata != null) {
                    if (!$util.isObject(object.updateInputMetadata))
                        throw $TypeError(".syntalos.control.Envelope.updateInputMetadata: object expected");
                    message.updateInputMetadata = $root.syntalos.control.UpdateInputMetadata.fromObject(object.updateInputMetadata, _depth + 1);
                }
                if (object.saveSettings != null) {
                    if (!$util.isObject(object.saveSettings))
                        throw $TypeError(".syntalos.control.Envelope.saveSettings: object expected");
                    message.saveSettings = $root.syntalos.control.SaveSettings.fromObject(object.saveSettings, _depth + 1);
                }
                if (object.loadSettings != null) {
                    if (!$util.isObject(object.loadSettings))
                        throw $TypeError(".syntalos.control.Envelope.loadSettings: object expected");
                    message.loadSettings = $root.syntalos.control.LoadSettings.fromObject(object.loadSettings, _depth + 1);
                }
                if (object.prepareRun != null) {
                    if (!$util.isObject(object.prepareRun))
                        throw $TypeError(".syntalos.control.Envelope.prepareRun: object expected");
                    message.prepareRun = $root.syntalos.control.PrepareRun.fromObject(object.prepareRun, _depth + 1);
                }
                if (object.start != null) {
                    if (!$util.isObject(object.start))
                        throw $TypeError(".syntalos.control.Envelope.start: object expected");
                    message.start = $root.syntalos.control.Start.fromObject(object.start, _depth + 1);
                }
                if (object.stop != null) {
                    if (!$util.isObject(object.stop))
                        throw $TypeError(".syntalos.control.Envelope.stop: object expected");
                    message.stop = $root.syntalos.control.Stop.fromObject(object.stop, _depth + 1);
                }
                if (object.shutdown != null) {
                    if (!$util.isObject(object.shutdown))
                        throw $TypeError(".syntalos.control.Envelope.shutdown: object expected");
                    message.shutdown = $root.syntalos.control.Shutdown.fromObject(object.shutdown, _depth + 1);
                }
                if (object.showDisplay != null) {
                    if (!$util.isObject(object.showDisplay))
                        throw $TypeError(".syntalos.control.Envelope.showDisplay: object expected");
                    message.showDisplay = $root.syntalos.control.ShowDisplay.fromObject(object.showDisplay, _depth + 1);
                }
                if (object.showSettings != null) {
                    if (!$util.isObject(object.showSettings))
                        throw $TypeError(".syntalos.control.Envelope.showSettings: object expected");
                    message.showSettings = $root.syntalos.control.ShowSettings.fromObject(object.showSettings, _depth + 1);
                }
                if (object.done != null) {
                    if (!$util.isObject(object.done))
                        throw $TypeError(".syntalos.control.Envelope.done: object expected");
                    message.done = $root.syntalos.control.Done.fromObject(object.done, _depth + 1);
                }
                if (object.apiVersionInfo != null) {
                    if (!$util.isObject(object.apiVersionInfo))
                        throw $TypeError(".syntalos.control.Envelope.apiVersionInfo: object expected");
                    message.apiVersionInfo = $root.syntalos.control.ApiVersionInfo.fromObject(object.apiVersionInfo, _depth + 1);
                }
                if (object.edlReservation != null) {
                    if (!$util.isObject(object.edlReservation))
                        throw $TypeError(".syntalos.control.Envelope.edlReservation: object expected");
                    message.edlReservation = $root.syntalos.control.EdlReservation.fromObject(object.edlReservation, _depth + 1);
                }
                if (object.settingsData != null) {
                    if (!$util.isObject(object.settingsData))
                        throw $TypeError(".syntalos.control.Envelope.settingsData: object expected");
                    message.settingsData = $root.syntalos.control.SettingsData.fromObject(object.settingsData, _depth + 1);
                }
                if (object.failure != null) {
                    if (!$util.isObject(object.failure))
                        throw $TypeError(".syntalos.control.Envelope.failure: object expected");
                    message.failure = $root.syntalos.control.Failure.fromObject(object.failure, _depth + 1);
                }
                return message;
            };

            Envelope.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.callId = 0;
                if (message.callId != null && $Object.hasOwnProperty.call(message, "callId"))
                    object.callId = message.callId;
                if (message.error != null && $Object.hasOwnProperty.call(message, "error")) {
                    object.error = $root.syntalos.control.ErrorEvent.toObject(message.error, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "error";
                }
                if (message.stateChange != null && $Object.hasOwnProperty.call(message, "stateChange")) {
                    object.stateChange = $root.syntalos.control.StateChange.toObject(message.stateChange, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "stateChange";
                }
                if (message.statusMessage != null && $Object.hasOwnProperty.call(message, "statusMessage")) {
                    object.statusMessage = $root.syntalos.control.StatusMessage.toObject(message.statusMessage, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "statusMessage";
                }
                if (message.syncDetails != null && $Object.hasOwnProperty.call(message, "syncDetails")) {
                    object.syncDetails = $root.syntalos.control.SyncDetails.toObject(message.syncDetails, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "syncDetails";
                }
                if (message.syncOffset != null && $Object.hasOwnProperty.call(message, "syncOffset")) {
                    object.syncOffset = $root.syntalos.control.SyncOffset.toObject(message.syncOffset, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "syncOffset";
                }
                if (message.warning != null && $Object.hasOwnProperty.call(message, "warning")) {
                    object.warning = $root.syntalos.control.Warning.toObject(message.warning, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "warning";
                }
                if (message.figure != null && $Object.hasOwnProperty.call(message, "figure")) {
                    object.figure = $root.syntalos.control.Figure.toObject(message.figure, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "figure";
                }
                if (message.inputPortChange != null && $Object.hasOwnProperty.call(message, "inputPortChange")) {
                    object.inputPortChange = $root.syntalos.control.InputPortChange.toObject(message.inputPortChange, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "inputPortChange";
                }
                if (message.outputPortChange != null && $Object.hasOwnProperty.call(message, "outputPortChange")) {
                    object.outputPortChange = $root.syntalos.control.OutputPortChange.toObject(message.outputPortChange, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "outputPortChange";
                }
                if (message.edlReserve != null && $Object.hasOwnProperty.call(message, "edlReserve")) {
                    object.edlReserve = $root.syntalos.control.EdlReserve.toObject(message.edlReserve, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "edlReserve";
                }
                if (message.apiVersion != null && $Object.hasOwnProperty.call(message, "apiVersion")) {
                    object.apiVersion = $root.syntalos.control.ApiVersion.toObject(message.apiVersion, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "apiVersion";
                }
                if (message.setNiceness != null && $Object.hasOwnProperty.call(message, "setNiceness")) {
                    object.setNiceness = $root.syntalos.control.SetNiceness.toObject(message.setNiceness, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "setNiceness";
                }
                if (message.setMaxRealtimePriority != null && $Object.hasOwnProperty.call(message, "setMaxRealtimePriority")) {
                    object.setMaxRealtimePriority = $root.syntalos.control.SetMaxRealtimePriority.toObject(message.setMaxRealtimePriority, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "setMaxRealtimePriority";
                }
                if (message.setCpuAffinity != null && $Object.hasOwnProperty.call(message, "setCpuAffinity")) {
                    object.setCpuAffinity = $root.syntalos.control.SetCpuAffinity.toObject(message.setCpuAffinity, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "setCpuAffinity";
                }
                if (message.loadScript != null && $Object.hasOwnProperty.call(message, "loadScript")) {
                    object.loadScript = $root.syntalos.control.LoadScript.toObject(message.loadScript, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "loadScript";
                }
                if (message.setPortsPreset != null && $Object.hasOwnProperty.call(message, "setPortsPreset")) {
                    object.setPortsPreset = $root.syntalos.control.SetPortsPreset.toObject(message.setPortsPreset, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "setPortsPreset";
                }
                if (message.connectInput != null && $Object.hasOwnProperty.call(message, "connectInput")) {
                    object.connectInput = $root.syntalos.control.ConnectInput.toObject(message.connectInput, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "connectInput";
                }
                if (message.updateInputMetadata != null && $Object.hasOwnProperty.call(message, "updateInputMetadata")) {
                    object.updateInputMetadata = $root.syntalos.control.UpdateInputMetadata.toObject(message.updateInputMetadata, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "updateInputMetadata";
                }
                if (message.saveSettings != null && $Object.hasOwnProperty.call(message, "saveSettings")) {
                    object.saveSettings = $root.syntalos.control.SaveSettings.toObject(message.saveSettings, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "saveSettings";
                }
                if (message.loadSettings != null && $Object.hasOwnProperty.call(message, "loadSettings")) {
                    object.loadSettings = $root.syntalos.control.LoadSettings.toObject(message.loadSettings, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "loadSettings";
                }
                if (message.prepareRun != null && $Object.hasOwnProperty.call(message, "prepareRun")) {
                    object.prepareRun = $root.syntalos.control.PrepareRun.toObject(message.prepareRun, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "prepareRun";
                }
                if (message.start != null && $Object.hasOwnProperty.call(message, "start")) {
                    object.start = $root.syntalos.control.Start.toObject(message.start, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "start";
                }
                if (message.stop != null && $Object.hasOwnProperty.call(message, "stop")) {
                    object.stop = $root.syntalos.control.Stop.toObject(message.stop, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "stop";
                }
                if (message.shutdown != null && $Object.hasOwnProperty.call(message, "shutdown")) {
                    object.shutdown = $root.syntalos.control.Shutdown.toObject(message.shutdown, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "shutdown";
                }
                if (message.showDisplay != null && $Object.hasOwnProperty.call(message, "showDisplay")) {
                    object.showDisplay = $root.syntalos.control.ShowDisplay.toObject(message.showDisplay, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "showDisplay";
                }
                if (message.showSettings != null && $Object.hasOwnProperty.call(message, "showSettings")) {
                    object.showSettings = $root.syntalos.control.ShowSettings.toObject(message.showSettings, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "showSettings";
                }
                if (message.done != null && $Object.hasOwnProperty.call(message, "done")) {
                    object.done = $root.syntalos.control.Done.toObject(message.done, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "done";
                }
                if (message.apiVersionInfo != null && $Object.hasOwnProperty.call(message, "apiVersionInfo")) {
                    object.apiVersionInfo = $root.syntalos.control.ApiVersionInfo.toObject(message.apiVersionInfo, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "apiVersionInfo";
                }
                if (message.edlReservation != null && $Object.hasOwnProperty.call(message, "edlReservation")) {
                    object.edlReservation = $root.syntalos.control.EdlReservation.toObject(message.edlReservation, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "edlReservation";
                }
                if (message.settingsData != null && $Object.hasOwnProperty.call(message, "settingsData")) {
                    object.settingsData = $root.syntalos.control.SettingsData.toObject(message.settingsData, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "settingsData";
                }
                if (message.failure != null && $Object.hasOwnProperty.call(message, "failure")) {
                    object.failure = $root.syntalos.control.Failure.toObject(message.failure, options, _depth + 1);
                    if (options.oneofs)
                        object.body = "failure";
                }
                return object;
            };

            Envelope.prototype.toJSON = function() {
                return Envelope.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Envelope;
        })();

        control.ErrorEvent = (function() {

            const ErrorEvent = function (properties) {
                this.causes = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ErrorEvent.prototype.title = "";
            ErrorEvent.prototype.message = "";
            ErrorEvent.prototype.code = "";
            ErrorEvent.prototype.stack = "";
            ErrorEvent.prototype.causes = $util.emptyArray;

            ErrorEvent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.title != null && $Object.hasOwnProperty.call(message, "title") && message.title !== "")
                    writer.uint32(10).string(message.title);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(18).string(message.message);
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                    writer.uint32(26).string(message.code);
                if (message.stack != null && $Object.hasOwnProperty.call(message, "stack") && message.stack !== "")
                    writer.uint32(34).string(message.stack);
                if (message.causes != null && message.causes.length)
                    for (let i = 0; i < message.causes.length; ++i)
                        $root.syntalos.control.ErrorCause.encode(message.causes[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ErrorEvent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.ErrorEvent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.title = value;
                            else
                                delete message.title;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.stack = value;
                            else
                                delete message.stack;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.causes && message.causes.length))
                                message.causes = [];
                            message.causes.push($root.syntalos.control.ErrorCause.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            ErrorEvent.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.ErrorEvent)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.ErrorEvent: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.ErrorEvent();
                if (object.title != null)
                    if (typeof object.title !== "string" || object.title.length)
                        message.title = $String(object.title);
                if (object.message != null)
                    if (typeof object.message !== "string" || object.message.length)
                        message.message = $String(object.message);
                if (object.code != null)
                    if (typeof object.code !== "string" || object.code.length)
                        message.code = $String(object.code);
                if (object.stack != null)
                    if (typeof object.stack !== "string" || object.stack.length)
                        message.stack = $String(object.stack);
                if (object.causes) {
                    if (!$Array.isArray(object.causes))
                        throw $TypeError(".syntalos.control.ErrorEvent.causes: array expected");
                    message.causes = $Array(object.causes.length);
                    for (let i = 0; i < object.causes.length; ++i) {
                        if (!$util.isObject(object.causes[i]))
                            throw $TypeError(".syntalos.control.ErrorEvent.causes: object expected");
                        message.causes[i] = $root.syntalos.control.ErrorCause.fromObject(object.causes[i], _depth + 1);
                    }
                }
                return message;
            };

            ErrorEvent.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.causes = [];
                if (options.defaults) {
                    object.title = "";
                    object.message = "";
                    object.code = "";
                    object.stack = "";
                }
                if (message.title != null && $Object.hasOwnProperty.call(message, "title"))
                    object.title = message.title;
                if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                    object.message = message.message;
                if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
                    object.code = message.code;
                if (message.stack != null && $Object.hasOwnProperty.call(message, "stack"))
                    object.stack = message.stack;
                if (message.causes && message.causes.length) {
                    object.causes = $Array(message.causes.length);
                    for (let j = 0; j < message.causes.length; ++j)
                        object.causes[j] = $root.syntalos.control.ErrorCause.toObject(message.causes[j], options, _depth + 1);
                }
                return object;
            };

            ErrorEvent.prototype.toJSON = function() {
                return ErrorEvent.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ErrorEvent;
        })();

        control.ErrorCause = (function() {

            const ErrorCause = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ErrorCause.prototype.name = "";
            ErrorCause.prototype.message = "";
            ErrorCause.prototype.code = "";
            ErrorCause.prototype.stack = "";

            ErrorCause.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(18).string(message.message);
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                    writer.uint32(26).string(message.code);
                if (message.stack != null && $Object.hasOwnProperty.call(message, "stack") && message.stack !== "")
                    writer.uint32(34).string(message.stack);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ErrorCause.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.ErrorCause();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.stack = value;
                            else
                                delete message.stack;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            ErrorCause.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.ErrorCause)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.ErrorCause: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.ErrorCause();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.message != null)
                    if (typeof object.message !== "string" || object.message.length)
                        message.message = $String(object.message);
                if (object.code != null)
                    if (typeof object.code !== "string" || object.code.length)
                        message.code = $String(object.code);
                if (object.stack != null)
                    if (typeof object.stack !== "string" || object.stack.length)
                        message.stack = $String(object.stack);
                return message;
            };

            ErrorCause.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.name = "";
                    object.message = "";
                    object.code = "";
                    object.stack = "";
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                    object.message = message.message;
                if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
                    object.code = message.code;
                if (message.stack != null && $Object.hasOwnProperty.call(message, "stack"))
                    object.stack = message.stack;
                return object;
            };

            ErrorCause.prototype.toJSON = function() {
                return ErrorCause.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ErrorCause;
        })();

        control.StateChange = (function() {

            const StateChange = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            StateChange.prototype.state = 0;

            StateChange.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                    writer.uint32(8).uint32(message.state);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            StateChange.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.StateChange();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            StateChange.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.StateChange)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.StateChange: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.StateChange();
                if (object.state != null)
                    if ($Number(object.state) !== 0)
                        message.state = object.state >>> 0;
                return message;
            };

            StateChange.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.state = 0;
                if (message.state != null && $Object.hasOwnProperty.call(message, "state"))
                    object.state = message.state;
                return object;
            };

            StateChange.prototype.toJSON = function() {
                return StateChange.toObject(this, $protobuf.util.toJSONOptions);
            };

            return StateChange;
        })();

        control.StatusMessage = (function() {

            const StatusMessage = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            StatusMessage.prototype.text = "";

            StatusMessage.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.text != null && $Object.hasOwnProperty.call(message, "text") && message.text !== "")
                    writer.uint32(10).string(message.text);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            StatusMessage.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.StatusMessage();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.text = value;
                            else
                                delete message.text;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            StatusMessage.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.StatusMessage)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.StatusMessage: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.StatusMessage();
                if (object.text != null)
                    if (typeof object.text !== "string" || object.text.length)
                        message.text = $String(object.text);
                return message;
            };

            StatusMessage.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.text = "";
                if (message.text != null && $Object.hasOwnProperty.call(message, "text"))
                    object.text = message.text;
                return object;
            };

            StatusMessage.prototype.toJSON = function() {
                return StatusMessage.toObject(this, $protobuf.util.toJSONOptions);
            };

            return StatusMessage;
        })();

        control.SyncDetails = (function() {

            const SyncDetails = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SyncDetails.prototype.id = "";
            SyncDetails.prototype.strategies = 0;
            SyncDetails.prototype.toleranceUsec = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            SyncDetails.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(10).string(message.id);
                if (message.strategies != null && $Object.hasOwnProperty.call(message, "strategies") && message.strategies !== 0)
                    writer.uint32(16).int32(message.strategies);
                if (message.toleranceUsec != null && $Object.hasOwnProperty.call(message, "toleranceUsec") && (typeof message.toleranceUsec === "object" ? message.toleranceUsec.low || message.toleranceUsec.high : message.toleranceUsec !== 0))
                    writer.uint32(24).int64(message.toleranceUsec);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SyncDetails.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.SyncDetails();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.strategies = value;
                            else
                                delete message.strategies;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.toleranceUsec = value;
                            else
                                delete message.toleranceUsec;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            SyncDetails.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.SyncDetails)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.SyncDetails: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.SyncDetails();
                if (object.id != null)
                    if (typeof object.id !== "string" || object.id.length)
                        message.id = $String(object.id);
                if (object.strategies != null)
                    if ($Number(object.strategies) !== 0)
                        message.strategies = object.strategies | 0;
                if (object.toleranceUsec != null)
                    if (typeof object.toleranceUsec === "object" ? object.toleranceUsec.low || object.toleranceUsec.high : $Number(object.toleranceUsec) !== 0)
                        if ($util.Long)
                            message.toleranceUsec = $util.Long.fromValue(object.toleranceUsec, false);
                        else if (typeof object.toleranceUsec === "string")
                            message.toleranceUsec = $parseInt(object.toleranceUsec, 10);
                        else if (typeof object.toleranceUsec === "number")
                            message.toleranceUsec = object.toleranceUsec;
                        else if (typeof object.toleranceUsec === "object")
                            message.toleranceUsec = new $util.LongBits(object.toleranceUsec.low >>> 0, object.toleranceUsec.high >>> 0).toNumber();
                return message;
            };

            SyncDetails.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.id = "";
                    object.strategies = 0;
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.toleranceUsec = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.toleranceUsec = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                }
                if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
                    object.id = message.id;
                if (message.strategies != null && $Object.hasOwnProperty.call(message, "strategies"))
                    object.strategies = message.strategies;
                if (message.toleranceUsec != null && $Object.hasOwnProperty.call(message, "toleranceUsec"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.toleranceUsec = typeof message.toleranceUsec === "number" ? $BigInt(message.toleranceUsec) : $util.Long.fromBits(message.toleranceUsec.low >>> 0, message.toleranceUsec.high >>> 0, false).toBigInt();
                    else if (typeof message.toleranceUsec === "number")
                        object.toleranceUsec = options.longs === $String ? $String(message.toleranceUsec) : message.toleranceUsec;
                    else
                        object.toleranceUsec = options.longs === $String ? $util.Long.prototype.toString.call(message.toleranceUsec) : options.longs === $Number ? new $util.LongBits(message.toleranceUsec.low >>> 0, message.toleranceUsec.high >>> 0).toNumber() : message.toleranceUsec;
                return object;
            };

            SyncDetails.prototype.toJSON = function() {
                return SyncDetails.toObject(this, $protobuf.util.toJSONOptions);
            };

            return SyncDetails;
        })();

        control.SyncOffset = (function() {

            const SyncOffset = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SyncOffset.prototype.id = "";
            SyncOffset.prototype.offsetUsec = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            SyncOffset.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(10).string(message.id);
                if (message.offsetUsec != null && $Object.hasOwnProperty.call(message, "offsetUsec") && (typeof message.offsetUsec === "object" ? message.offsetUsec.low || message.offsetUsec.high : message.offsetUsec !== 0))
                    writer.uint32(16).int64(message.offsetUsec);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SyncOffset.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.SyncOffset();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.offsetUsec = value;
                            else
                                delete message.offsetUsec;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            SyncOffset.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.SyncOffset)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.SyncOffset: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.SyncOffset();
                if (object.id != null)
                    if (typeof object.id !== "string" || object.id.length)
                        message.id = $String(object.id);
                if (object.offsetUsec != null)
                    if (typeof object.offsetUsec === "object" ? object.offsetUsec.low || object.offsetUsec.high : $Number(object.offsetUsec) !== 0)
                        if ($util.Long)
                            message.offsetUsec = $util.Long.fromValue(object.offsetUsec, false);
                        else if (typeof object.offsetUsec === "string")
                            message.offsetUsec = $parseInt(object.offsetUsec, 10);
                        else if (typeof object.offsetUsec === "number")
                            message.offsetUsec = object.offsetUsec;
                        else if (typeof object.offsetUsec === "object")
                            message.offsetUsec = new $util.LongBits(object.offsetUsec.low >>> 0, object.offsetUsec.high >>> 0).toNumber();
                return message;
            };

            SyncOffset.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.id = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.offsetUsec = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.offsetUsec = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                }
                if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
                    object.id = message.id;
                if (message.offsetUsec != null && $Object.hasOwnProperty.call(message, "offsetUsec"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.offsetUsec = typeof message.offsetUsec === "number" ? $BigInt(message.offsetUsec) : $util.Long.fromBits(message.offsetUsec.low >>> 0, message.offsetUsec.high >>> 0, false).toBigInt();
                    else if (typeof message.offsetUsec === "number")
                        object.offsetUsec = options.longs === $String ? $String(message.offsetUsec) : message.offsetUsec;
                    else
                        object.offsetUsec = options.longs === $String ? $util.Long.prototype.toString.call(message.offsetUsec) : options.longs === $Number ? new $util.LongBits(message.offsetUsec.low >>> 0, message.offsetUsec.high >>> 0).toNumber() : message.offsetUsec;
                return object;
            };

            SyncOffset.prototype.toJSON = function() {
                return SyncOffset.toObject(this, $protobuf.util.toJSONOptions);
            };

            return SyncOffset;
        })();

        control.Warning = (function() {

            const Warning = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Warning.prototype.message = "";

            Warning.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(10).string(message.message);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Warning.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.Warning();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Warning.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.Warning)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.Warning: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.Warning();
                if (object.message != null)
                    if (typeof object.message !== "string" || object.message.length)
                        message.message = $String(object.message);
                return message;
            };

            Warning.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.message = "";
                if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                    object.message = message.message;
                return object;
            };

            Warning.prototype.toJSON = function() {
                return Warning.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Warning;
        })();

        control.Figure = (function() {

            const Figure = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Figure.prototype.name = "";
            Figure.prototype.value = "";
            Figure.prototype.unit = "";

            Figure.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== "")
                    writer.uint32(18).string(message.value);
                if (message.unit != null && $Object.hasOwnProperty.call(message, "unit") && message.unit !== "")
                    writer.uint32(26).string(message.unit);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Figure.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.Figure();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.value = value;
                            else
                                delete message.value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.unit = value;
                            else
                                delete message.unit;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Figure.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.Figure)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.Figure: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.Figure();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.value != null)
                    if (typeof object.value !== "string" || object.value.length)
                        message.value = $String(object.value);
                if (object.unit != null)
                    if (typeof object.unit !== "string" || object.unit.length)
                        message.unit = $String(object.unit);
                return message;
            };

            Figure.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.name = "";
                    object.value = "";
                    object.unit = "";
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                    object.value = message.value;
                if (message.unit != null && $Object.hasOwnProperty.call(message, "unit"))
                    object.unit = message.unit;
                return object;
            };

            Figure.prototype.toJSON = function() {
                return Figure.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Figure;
        })();

        control.PortLimits = (function() {

            const PortLimits = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            PortLimits.prototype.maxSenders = 0;
            PortLimits.prototype.maxReceivers = 0;
            PortLimits.prototype.maxNodes = 0;

            PortLimits.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.maxSenders != null && $Object.hasOwnProperty.call(message, "maxSenders") && message.maxSenders !== 0)
                    writer.uint32(8).uint32(message.maxSenders);
                if (message.maxReceivers != null && $Object.hasOwnProperty.call(message, "maxReceivers") && message.maxReceivers !== 0)
                    writer.uint32(16).uint32(message.maxReceivers);
                if (message.maxNodes != null && $Object.hasOwnProperty.call(message, "maxNodes") && message.maxNodes !== 0)
                    writer.uint32(24).uint32(message.maxNodes);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            PortLimits.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.PortLimits();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.maxSenders = value;
                            else
                                delete message.maxSenders;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.maxReceivers = value;
                            else
                                delete message.maxReceivers;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.maxNodes = value;
                            else
                                delete message.maxNodes;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            PortLimits.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.PortLimits)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.PortLimits: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.PortLimits();
                if (object.maxSenders != null)
                    if ($Number(object.maxSenders) !== 0)
                        message.maxSenders = object.maxSenders >>> 0;
                if (object.maxReceivers != null)
                    if ($Number(object.maxReceivers) !== 0)
                        message.maxReceivers = object.maxReceivers >>> 0;
                if (object.maxNodes != null)
                    if ($Number(object.maxNodes) !== 0)
                        message.maxNodes = object.maxNodes >>> 0;
                return message;
            };

            PortLimits.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.maxSenders = 0;
                    object.maxReceivers = 0;
                    object.maxNodes = 0;
                }
                if (message.maxSenders != null && $Object.hasOwnProperty.call(message, "maxSenders"))
                    object.maxSenders = message.maxSenders;
                if (message.maxReceivers != null && $Object.hasOwnProperty.call(message, "maxReceivers"))
                    object.maxReceivers = message.maxReceivers;
                if (message.maxNodes != null && $Object.hasOwnProperty.call(message, "maxNodes"))
                    object.maxNodes = message.maxNodes;
                return object;
            };

            PortLimits.prototype.toJSON = function() {
                return PortLimits.toObject(this, $protobuf.util.toJSONOptions);
            };

            return PortLimits;
        })();

        control.InputPortChange = (function() {

            const InputPortChange = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            InputPortChange.prototype.action = 0;
            InputPortChange.prototype.id = "";
            InputPortChange.prototype.title = "";
            InputPortChange.prototype.dataType = 0;
            InputPortChange.prototype.metadata = $util.newBuffer([]);
            InputPortChange.prototype.throttleItemsPerSec = 0;
            InputPortChange.prototype.policy = 0;

            InputPortChange.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.action != null && $Object.hasOwnProperty.call(message, "action") && message.action !== 0)
                    writer.uint32(8).uint32(message.action);
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(18).string(message.id);
                if (message.title != null && $Object.hasOwnProperty.call(message, "title") && message.title !== "")
                    writer.uint32(26).string(message.title);
                if (message.dataType != null && $Object.hasOwnProperty.call(message, "dataType") && message.dataType !== 0)
                    writer.uint32(32).int32(message.dataType);
                if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata") && message.metadata.length)
                    writer.uint32(42).bytes(message.metadata);
                if (message.throttleItemsPerSec != null && $Object.hasOwnProperty.call(message, "throttleItemsPerSec") && message.throttleItemsPerSec !== 0)
                    writer.uint32(48).uint32(message.throttleItemsPerSec);
                if (message.policy != null && $Object.hasOwnProperty.call(message, "policy") && message.policy !== 0)
                    writer.uint32(56).uint32(message.policy);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            InputPortChange.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.InputPortChange();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.action = value;
                            else
                                delete message.action;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.title = value;
                            else
                                delete message.title;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.dataType = value;
                            else
                                delete message.dataType;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.metadata = value;
                            else
                                delete message.metadata;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.throttleItemsPerSec = value;
                            else
                                delete message.throttleItemsPerSec;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.policy = value;
                            else
                                delete message.policy;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            InputPortChange.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.InputPortChange)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.InputPortChange: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.InputPortChange();
                if (object.action != null)
                    if ($Number(object.action) !== 0)
                        message.action = object.action >>> 0;
                if (object.id != null)
                    if (typeof object.id !== "string" || object.id.length)
                        message.id = $String(object.id);
                if (object.title != null)
                    if (typeof object.title !== "string" || object.title.length)
                        message.title = $String(object.title);
                if (object.dataType != null)
                    if ($Number(object.dataType) !== 0)
                        message.dataType = object.dataType | 0;
                if (object.metadata != null)
                    if (object.metadata.length)
                        if (typeof object.metadata === "string")
                            $util.base64.decode(object.metadata, message.metadata = $util.newBuffer($util.base64.length(object.metadata)), 0);
                        else if (object.metadata.length >= 0)
                            message.metadata = object.metadata;
                if (object.throttleItemsPerSec != null)
                    if ($Number(object.throttleItemsPerSec) !== 0)
                        message.throttleItemsPerSec = object.throttleItemsPerSec >>> 0;
                if (object.policy != null)
                    if ($Number(object.policy) !== 0)
                        message.policy = object.policy >>> 0;
                return message;
            };

            InputPortChange.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.action = 0;
                    object.id = "";
                    object.title = "";
                    object.dataType = 0;
                    if (options.bytes === $String)
                        object.metadata = "";
                    else {
                        object.metadata = [];
                        if (options.bytes !== $Array)
                            object.metadata = $util.newBuffer(object.metadata);
                    }
                    object.throttleItemsPerSec = 0;
                    object.policy = 0;
                }
                if (message.action != null && $Object.hasOwnProperty.call(message, "action"))
                    object.action = message.action;
                if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
                    object.id = message.id;
                if (message.title != null && $Object.hasOwnProperty.call(message, "title"))
                    object.title = message.title;
                if (message.dataType != null && $Object.hasOwnProperty.call(message, "dataType"))
                    object.dataType = message.dataType;
                if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
                    object.metadata = options.bytes === $String ? $util.base64.encode(message.metadata, 0, message.metadata.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.metadata) : message.metadata;
                if (message.throttleItemsPerSec != null && $Object.hasOwnProperty.call(message, "throttleItemsPerSec"))
                    object.throttleItemsPerSec = message.throttleItemsPerSec;
                if (message.policy != null && $Object.hasOwnProperty.call(message, "policy"))
                    object.policy = message.policy;
                return object;
            };

            InputPortChange.prototype.toJSON = function() {
                return InputPortChange.toObject(this, $protobuf.util.toJSONOptions);
            };

            return InputPortChange;
        })();

        control.OutputPortChange = (function() {

            const OutputPortChange = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            OutputPortChange.prototype.action = 0;
            OutputPortChange.prototype.id = "";
            OutputPortChange.prototype.title = "";
            OutputPortChange.prototype.dataType = 0;
            OutputPortChange.prototype.metadata = $util.newBuffer([]);
            OutputPortChange.prototype.limits = null;

            OutputPortChange.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.action != null && $Object.hasOwnProperty.call(message, "action") && message.action !== 0)
                    writer.uint32(8).uint32(message.action);
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(18).string(message.id);
                if (message.title != null && $Object.hasOwnProperty.call(message, "title") && message.title !== "")
                    writer.uint32(26).string(message.title);
                if (message.dataType != null && $Object.hasOwnProperty.call(message, "dataType") && message.dataType !== 0)
                    writer.uint32(32).int32(message.dataType);
                if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata") && message.metadata.length)
                    writer.uint32(42).bytes(message.metadata);
                if (message.limits != null && $Object.hasOwnProperty.call(message, "limits"))
                    $root.syntalos.control.PortLimits.encode(message.limits, writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            OutputPortChange.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.OutputPortChange();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.action = value;
                            else
                                delete message.action;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.title = value;
                            else
                                delete message.title;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.dataType = value;
                            else
                                delete message.dataType;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.metadata = value;
                            else
                                delete message.metadata;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.limits = $root.syntalos.control.PortLimits.decode(reader, reader.size(), $undefined, _depth + 1, message.limits);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            OutputPortChange.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.OutputPortChange)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.OutputPortChange: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.OutputPortChange();
                if (object.action != null)
                    if ($Number(object.action) !== 0)
                        message.action = object.action >>> 0;
                if (object.id != null)
                    if (typeof object.id !== "string" || object.id.length)
                        message.id = $String(object.id);
                if (object.title != null)
                    if (typeof object.title !== "string" || object.title.length)
                        message.title = $String(object.title);
                if (object.dataType != null)
                    if ($Number(object.dataType) !== 0)
                        message.dataType = object.dataType | 0;
                if (object.metadata != null)
                    if (object.metadata.length)
                        if (typeof object.metadata === "string")
                            $util.base64.decode(object.metadata, message.metadata = $util.newBuffer($util.base64.length(object.metadata)), 0);
                        else if (object.metadata.length >= 0)
                            message.metadata = object.metadata;
                if (object.limits != null) {
                    if (!$util.isObject(object.limits))
                        throw $TypeError(".syntalos.control.OutputPortChange.limits: object expected");
                    message.limits = $root.syntalos.control.PortLimits.fromObject(object.limits, _depth + 1);
                }
                return message;
            };

            OutputPortChange.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.action = 0;
                    object.id = "";
                    object.title = "";
                    object.dataType = 0;
                    if (options.bytes === $String)
                        object.metadata = "";
                    else {
                        object.metadata = [];
                        if (options.bytes !== $Array)
                            object.metadata = $util.newBuffer(object.metadata);
                    }
                    object.limits = null;
                }
                if (message.action != null && $Object.hasOwnProperty.call(message, "action"))
                    object.action = message.action;
                if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
                    object.id = message.id;
                if (message.title != null && $Object.hasOwnProperty.call(message, "title"))
                    object.title = message.title;
                if (message.dataType != null && $Object.hasOwnProperty.call(message, "dataType"))
                    object.dataType = message.dataType;
                if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
                    object.metadata = options.bytes === $String ? $util.base64.encode(message.metadata, 0, message.metadata.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.metadata) : message.metadata;
                if (message.limits != null && $Object.hasOwnProperty.call(message, "limits"))
                    object.limits = $root.syntalos.control.PortLimits.toObject(message.limits, options, _depth + 1);
                return object;
            };

            OutputPortChange.prototype.toJSON = function() {
                return OutputPortChange.toObject(this, $protobuf.util.toJSONOptions);
            };

            return OutputPortChange;
        })();

        control.SetPortsPreset = (function() {

            const SetPortsPreset = function (properties) {
                this.inputs = [];
                this.outputs = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SetPortsPreset.prototype.inputs = $util.emptyArray;
            SetPortsPreset.prototype.outputs = $util.emptyArray;

            SetPortsPreset.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.inputs != null && message.inputs.length)
                    for (let i = 0; i < message.inputs.length; ++i)
                        $root.syntalos.control.InputPortChange.encode(message.inputs[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.outputs != null && message.outputs.length)
                    for (let i = 0; i < message.outputs.length; ++i)
                        $root.syntalos.control.OutputPortChange.encode(message.outputs[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SetPortsPreset.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.SetPortsPreset();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.inputs && message.inputs.length))
                                message.inputs = [];
                            message.inputs.push($root.syntalos.control.InputPortChange.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.outputs && message.outputs.length))
                                message.outputs = [];
                            message.outputs.push($root.syntalos.control.OutputPortChange.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            SetPortsPreset.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.SetPortsPreset)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.SetPortsPreset: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.SetPortsPreset();
                if (object.inputs) {
                    if (!$Array.isArray(object.inputs))
                        throw $TypeError(".syntalos.control.SetPortsPreset.inputs: array expected");
                    message.inputs = $Array(object.inputs.length);
                    for (let i = 0; i < object.inputs.length; ++i) {
                        if (!$util.isObject(object.inputs[i]))
                            throw $TypeError(".syntalos.control.SetPortsPreset.inputs: object expected");
                        message.inputs[i] = $root.syntalos.control.InputPortChange.fromObject(object.inputs[i], _depth + 1);
                    }
                }
                if (object.outputs) {
                    if (!$Array.isArray(object.outputs))
                        throw $TypeError(".syntalos.control.SetPortsPreset.outputs: array expected");
                    message.outputs = $Array(object.outputs.length);
                    for (let i = 0; i < object.outputs.length; ++i) {
                        if (!$util.isObject(object.outputs[i]))
                            throw $TypeError(".syntalos.control.SetPortsPreset.outputs: object expected");
                        message.outputs[i] = $root.syntalos.control.OutputPortChange.fromObject(object.outputs[i], _depth + 1);
                    }
                }
                return message;
            };

            SetPortsPreset.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.inputs = [];
                    object.outputs = [];
                }
                if (message.inputs && message.inputs.length) {
                    object.inputs = $Array(message.inputs.length);
                    for (let j = 0; j < message.inputs.length; ++j)
                        object.inputs[j] = $root.syntalos.control.InputPortChange.toObject(message.inputs[j], options, _depth + 1);
                }
                if (message.outputs && message.outputs.length) {
                    object.outputs = $Array(message.outputs.length);
                    for (let j = 0; j < message.outputs.length; ++j)
                        object.outputs[j] = $root.syntalos.control.OutputPortChange.toObject(message.outputs[j], options, _depth + 1);
                }
                return object;
            };

            SetPortsPreset.prototype.toJSON = function() {
                return SetPortsPreset.toObject(this, $protobuf.util.toJSONOptions);
            };

            return SetPortsPreset;
        })();

        control.ConnectInput = (function() {

            const ConnectInput = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ConnectInput.prototype.portId = "";
            ConnectInput.prototype.instanceId = "";
            ConnectInput.prototype.channelId = "";
            ConnectInput.prototype.limits = null;
            ConnectInput.prototype.sourceType = 0;

            ConnectInput.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.portId != null && $Object.hasOwnProperty.call(message, "portId") && message.portId !== "")
                    writer.uint32(10).string(message.portId);
                if (message.instanceId != null && $Object.hasOwnProperty.call(message, "instanceId") && message.instanceId !== "")
                    writer.uint32(18).string(message.instanceId);
                if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId") && message.channelId !== "")
                    writer.uint32(26).string(message.channelId);
                if (message.limits != null && $Object.hasOwnProperty.call(message, "limits"))
                    $root.syntalos.control.PortLimits.encode(message.limits, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.sourceType != null && $Object.hasOwnProperty.call(message, "sourceType") && message.sourceType !== 0)
                    writer.uint32(40).int32(message.sourceType);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ConnectInput.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.ConnectInput();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.portId = value;
                            else
                                delete message.portId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.instanceId = value;
                            else
                                delete message.instanceId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.channelId = value;
                            else
                                delete message.channelId;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.limits = $root.syntalos.control.PortLimits.decode(reader, reader.size(), $undefined, _depth + 1, message.limits);
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.sourceType = value;
                            else
                                delete message.sourceType;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            ConnectInput.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.ConnectInput)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.ConnectInput: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.ConnectInput();
                if (object.portId != null)
                    if (typeof object.portId !== "string" || object.portId.length)
                        message.portId = $String(object.portId);
                if (object.instanceId != null)
                    if (typeof object.instanceId !== "string" || object.instanceId.length)
                        message.instanceId = $String(object.instanceId);
                if (object.channelId != null)
                    if (typeof object.channelId !== "string" || object.channelId.length)
                        message.channelId = $String(object.channelId);
                if (object.limits != null) {
                    if (!$util.isObject(object.limits))
                        throw $TypeError(".syntalos.control.ConnectInput.limits: object expected");
                    message.limits = $root.syntalos.control.PortLimits.fromObject(object.limits, _depth + 1);
                }
                if (object.sourceType != null)
                    if ($Number(object.sourceType) !== 0)
                        message.sourceType = object.sourceType | 0;
                return message;
            };

            ConnectInput.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.portId = "";
                    object.instanceId = "";
                    object.channelId = "";
                    object.limits = null;
                    object.sourceType = 0;
                }
                if (message.portId != null && $Object.hasOwnProperty.call(message, "portId"))
                    object.portId = message.portId;
                if (message.instanceId != null && $Object.hasOwnProperty.call(message, "instanceId"))
                    object.instanceId = message.instanceId;
                if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
                    object.channelId = message.channelId;
                if (message.limits != null && $Object.hasOwnProperty.call(message, "limits"))
                    object.limits = $root.syntalos.control.PortLimits.toObject(message.limits, options, _depth + 1);
                if (message.sourceType != null && $Object.hasOwnProperty.call(message, "sourceType"))
                    object.sourceType = message.sourceType;
                return object;
            };

            ConnectInput.prototype.toJSON = function() {
                return ConnectInput.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ConnectInput;
        })();

        control.UpdateInputMetadata = (function() {

            const UpdateInputMetadata = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            UpdateInputMetadata.prototype.portId = "";
            UpdateInputMetadata.prototype.metadata = $util.newBuffer([]);

            UpdateInputMetadata.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.portId != null && $Object.hasOwnProperty.call(message, "portId") && message.portId !== "")
                    writer.uint32(10).string(message.portId);
                if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata") && message.metadata.length)
                    writer.uint32(18).bytes(message.metadata);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            UpdateInputMetadata.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.UpdateInputMetadata();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.portId = value;
                            else
                                delete message.portId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.metadata = value;
                            else
                                delete message.metadata;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            UpdateInputMetadata.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.UpdateInputMetadata)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.UpdateInputMetadata: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.UpdateInputMetadata();
                if (object.portId != null)
                    if (typeof object.portId !== "string" || object.portId.length)
                        message.portId = $String(object.portId);
                if (object.metadata != null)
                    if (object.metadata.length)
                        if (typeof object.metadata === "string")
                            $util.base64.decode(object.metadata, message.metadata = $util.newBuffer($util.base64.length(object.metadata)), 0);
                        else if (object.metadata.length >= 0)
                            message.metadata = object.metadata;
                return message;
            };

            UpdateInputMetadata.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.portId = "";
                    if (options.bytes === $String)
                        object.metadata = "";
                    else {
                        object.metadata = [];
                        if (options.bytes !== $Array)
                            object.metadata = $util.newBuffer(object.metadata);
                    }
                }
                if (message.portId != null && $Object.hasOwnProperty.call(message, "portId"))
                    object.portId = message.portId;
                if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
                    object.metadata = options.bytes === $String ? $util.base64.encode(message.metadata, 0, message.metadata.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.metadata) : message.metadata;
                return object;
            };

            UpdateInputMetadata.prototype.toJSON = function() {
                return UpdateInputMetadata.toObject(this, $protobuf.util.toJSONOptions);
            };

            return UpdateInputMetadata;
        })();

        control.EdlReserve = (function() {

            const EdlReserve = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            EdlReserve.prototype.unit = 0;
            EdlReserve.prototype.parentRelPath = "";
            EdlReserve.prototype.name = "";

            EdlReserve.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.unit != null && $Object.hasOwnProperty.call(message, "unit") && message.unit !== 0)
                    writer.uint32(8).uint32(message.unit);
                if (message.parentRelPath != null && $Object.hasOwnProperty.call(message, "parentRelPath") && message.parentRelPath !== "")
                    writer.uint32(18).string(message.parentRelPath);
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(26).string(message.name);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            EdlReserve.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.EdlReserve();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.unit = value;
                            else
                                delete message.unit;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.parentRelPath = value;
                            else
                                delete message.parentRelPath;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            EdlReserve.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.EdlReserve)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.EdlReserve: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.EdlReserve();
                if (object.unit != null)
                    if ($Number(object.unit) !== 0)
                        message.unit = object.unit >>> 0;
                if (object.parentRelPath != null)
                    if (typeof object.parentRelPath !== "string" || object.parentRelPath.length)
                        message.parentRelPath = $String(object.parentRelPath);
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                return message;
            };

            EdlReserve.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.unit = 0;
                    object.parentRelPath = "";
                    object.name = "";
                }
                if (message.unit != null && $Object.hasOwnProperty.call(message, "unit"))
                    object.unit = message.unit;
                if (message.parentRelPath != null && $Object.hasOwnProperty.call(message, "parentRelPath"))
                    object.parentRelPath = message.parentRelPath;
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                return object;
            };

            EdlReserve.prototype.toJSON = function() {
                return EdlReserve.toObject(this, $protobuf.util.toJSONOptions);
            };

            return EdlReserve;
        })();

        control.EdlReservation = (function() {

            const EdlReservation = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            EdlReservation.prototype.success = false;
            EdlReservation.prototype.errorMessage = "";
            EdlReservation.prototype.absolutePath = "";

            EdlReservation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.success != null && $Object.hasOwnProperty.call(message, "success") && message.success !== false)
                    writer.uint32(8).bool(message.success);
                if (message.errorMessage != null && $Object.hasOwnProperty.call(message, "errorMessage") && message.errorMessage !== "")
                    writer.uint32(18).string(message.errorMessage);
                if (message.absolutePath != null && $Object.hasOwnProperty.call(message, "absolutePath") && message.absolutePath !== "")
                    writer.uint32(26).string(message.absolutePath);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            EdlReservation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.EdlReservation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.success = value;
                            else
                                delete message.success;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.errorMessage = value;
                            else
                                delete message.errorMessage;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.absolutePath = value;
                            else
                                delete message.absolutePath;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            EdlReservation.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.EdlReservation)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.EdlReservation: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.EdlReservation();
                if (object.success != null)
                    if (object.success)
                        message.success = $Boolean(object.success);
                if (object.errorMessage != null)
                    if (typeof object.errorMessage !== "string" || object.errorMessage.length)
                        message.errorMessage = $String(object.errorMessage);
                if (object.absolutePath != null)
                    if (typeof object.absolutePath !== "string" || object.absolutePath.length)
                        message.absolutePath = $String(object.absolutePath);
                return message;
            };

            EdlReservation.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.success = false;
                    object.errorMessage = "";
                    object.absolutePath = "";
                }
                if (message.success != null && $Object.hasOwnProperty.call(message, "success"))
                    object.success = message.success;
                if (message.errorMessage != null && $Object.hasOwnProperty.call(message, "errorMessage"))
                    object.errorMessage = message.errorMessage;
                if (message.absolutePath != null && $Object.hasOwnProperty.call(message, "absolutePath"))
                    object.absolutePath = message.absolutePath;
                return object;
            };

            EdlReservation.prototype.toJSON = function() {
                return EdlReservation.toObject(this, $protobuf.util.toJSONOptions);
            };

            return EdlReservation;
        })();

        control.ApiVersion = (function() {

            const ApiVersion = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ApiVersion.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ApiVersion.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.ApiVersion();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            ApiVersion.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.ApiVersion)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.ApiVersion: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                return new $root.syntalos.control.ApiVersion();
            };

            ApiVersion.toObject = function () {
                return {};
            };

            ApiVersion.prototype.toJSON = function() {
                return ApiVersion.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ApiVersion;
        })();

        control.ApiVersionInfo = (function() {

            const ApiVersionInfo = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ApiVersionInfo.prototype.apiVersion = "";

            ApiVersionInfo.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.apiVersion != null && $Object.hasOwnProperty.call(message, "apiVersion") && message.apiVersion !== "")
                    writer.uint32(10).string(message.apiVersion);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ApiVersionInfo.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.ApiVersionInfo();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.apiVersion = value;
                            else
                                delete message.apiVersion;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            ApiVersionInfo.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.ApiVersionInfo)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.ApiVersionInfo: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.ApiVersionInfo();
                if (object.apiVersion != null)
                    if (typeof object.apiVersion !== "string" || object.apiVersion.length)
                        message.apiVersion = $String(object.apiVersion);
                return message;
            };

            ApiVersionInfo.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.apiVersion = "";
                if (message.apiVersion != null && $Object.hasOwnProperty.call(message, "apiVersion"))
                    object.apiVersion = message.apiVersion;
                return object;
            };

            ApiVersionInfo.prototype.toJSON = function() {
                return ApiVersionInfo.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ApiVersionInfo;
        })();

        control.SetNiceness = (function() {

            const SetNiceness = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SetNiceness.prototype.nice = 0;

            SetNiceness.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.nice != null && $Object.hasOwnProperty.call(message, "nice") && message.nice !== 0)
                    writer.uint32(8).sint32(message.nice);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SetNiceness.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.SetNiceness();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.sint32())
                                message.nice = value;
                            else
                                delete message.nice;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            SetNiceness.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.SetNiceness)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.SetNiceness: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.SetNiceness();
                if (object.nice != null)
                    if ($Number(object.nice) !== 0)
                        message.nice = object.nice | 0;
                return message;
            };

            SetNiceness.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.nice = 0;
                if (message.nice != null && $Object.hasOwnProperty.call(message, "nice"))
                    object.nice = message.nice;
                return object;
            };

            SetNiceness.prototype.toJSON = function() {
                return SetNiceness.toObject(this, $protobuf.util.toJSONOptions);
            };

            return SetNiceness;
        })();

        control.SetMaxRealtimePriority = (function() {

            const SetMaxRealtimePriority = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SetMaxRealtimePriority.prototype.priority = 0;

            SetMaxRealtimePriority.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.priority != null && $Object.hasOwnProperty.call(message, "priority") && message.priority !== 0)
                    writer.uint32(8).sint32(message.priority);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SetMaxRealtimePriority.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.SetMaxRealtimePriority();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.sint32())
                                message.priority = value;
                            else
                                delete message.priority;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            SetMaxRealtimePriority.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.SetMaxRealtimePriority)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.SetMaxRealtimePriority: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.SetMaxRealtimePriority();
                if (object.priority != null)
                    if ($Number(object.priority) !== 0)
                        message.priority = object.priority | 0;
                return message;
            };

            SetMaxRealtimePriority.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.priority = 0;
                if (message.priority != null && $Object.hasOwnProperty.call(message, "priority"))
                    object.priority = message.priority;
                return object;
            };

            SetMaxRealtimePriority.prototype.toJSON = function() {
                return SetMaxRealtimePriority.toObject(this, $protobuf.util.toJSONOptions);
            };

            return SetMaxRealtimePriority;
        })();

        control.SetCpuAffinity = (function() {

            const SetCpuAffinity = function (properties) {
                this.cores = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SetCpuAffinity.prototype.cores = $util.emptyArray;

            SetCpuAffinity.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.cores != null && message.cores.length)
                    writer.uint32(10).uint32s(message.cores);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SetCpuAffinity.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.SetCpuAffinity();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.cores && message.cores.length))
                                    message.cores = [];
                                reader.uint32s(message.cores);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.cores && message.cores.length))
                                message.cores = [];
                            message.cores.push(reader.uint32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            SetCpuAffinity.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.SetCpuAffinity)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.SetCpuAffinity: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.SetCpuAffinity();
                if (object.cores) {
                    if (!$Array.isArray(object.cores))
                        throw $TypeError(".syntalos.control.SetCpuAffinity.cores: array expected");
                    message.cores = $Array(object.cores.length);
                    for (let i = 0; i < object.cores.length; ++i)
                        message.cores[i] = object.cores[i] >>> 0;
                }
                return message;
            };

            SetCpuAffinity.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.cores = [];
                if (message.cores && message.cores.length) {
                    object.cores = $Array(message.cores.length);
                    for (let j = 0; j < message.cores.length; ++j)
                        object.cores[j] = message.cores[j];
                }
                return object;
            };

            SetCpuAffinity.prototype.toJSON = function() {
                return SetCpuAffinity.toObject(this, $protobuf.util.toJSONOptions);
            };

            return SetCpuAffinity;
        })();

        control.LoadScript = (function() {

            const LoadScript = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            LoadScript.prototype.workingDir = "";
            LoadScript.prototype.venvDir = "";
            LoadScript.prototype.script = "";
            LoadScript.prototype.resetPorts = false;

            LoadScript.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.workingDir != null && $Object.hasOwnProperty.call(message, "workingDir") && message.workingDir !== "")
                    writer.uint32(10).string(message.workingDir);
                if (message.venvDir != null && $Object.hasOwnProperty.call(message, "venvDir") && message.venvDir !== "")
                    writer.uint32(18).string(message.venvDir);
                if (message.script != null && $Object.hasOwnProperty.call(message, "script") && message.script !== "")
                    writer.uint32(26).string(message.script);
                if (message.resetPorts != null && $Object.hasOwnProperty.call(message, "resetPorts") && message.resetPorts !== false)
                    writer.uint32(32).bool(message.resetPorts);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            LoadScript.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.LoadScript();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.workingDir = value;
                            else
                                delete message.workingDir;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.venvDir = value;
                            else
                                delete message.venvDir;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.script = value;
                            else
                                delete message.script;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.resetPorts = value;
                            else
                                delete message.resetPorts;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            LoadScript.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.LoadScript)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.LoadScript: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.LoadScript();
                if (object.workingDir != null)
                    if (typeof object.workingDir !== "string" || object.workingDir.length)
                        message.workingDir = $String(object.workingDir);
                if (object.venvDir != null)
                    if (typeof object.venvDir !== "string" || object.venvDir.length)
                        message.venvDir = $String(object.venvDir);
                if (object.script != null)
                    if (typeof object.script !== "string" || object.script.length)
                        message.script = $String(object.script);
                if (object.resetPorts != null)
                    if (object.resetPorts)
                        message.resetPorts = $Boolean(object.resetPorts);
                return message;
            };

            LoadScript.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.workingDir = "";
                    object.venvDir = "";
                    object.script = "";
                    object.resetPorts = false;
                }
                if (message.workingDir != null && $Object.hasOwnProperty.call(message, "workingDir"))
                    object.workingDir = message.workingDir;
                if (message.venvDir != null && $Object.hasOwnProperty.call(message, "venvDir"))
                    object.venvDir = message.venvDir;
                if (message.script != null && $Object.hasOwnProperty.call(message, "script"))
                    object.script = message.script;
                if (message.resetPorts != null && $Object.hasOwnProperty.call(message, "resetPorts"))
                    object.resetPorts = message.resetPorts;
                return object;
            };

            LoadScript.prototype.toJSON = function() {
                return LoadScript.toObject(this, $protobuf.util.toJSONOptions);
            };

            return LoadScript;
        })();

        control.SaveSettings = (function() {

            const SaveSettings = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SaveSettings.prototype.baseDir = "";

            SaveSettings.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.baseDir != null && $Object.hasOwnProperty.call(message, "baseDir") && message.baseDir !== "")
                    writer.uint32(10).string(message.baseDir);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SaveSettings.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.SaveSettings();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.baseDir = value;
                            else
                                delete message.baseDir;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            SaveSettings.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.SaveSettings)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.SaveSettings: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.SaveSettings();
                if (object.baseDir != null)
                    if (typeof object.baseDir !== "string" || object.baseDir.length)
                        message.baseDir = $String(object.baseDir);
                return message;
            };

            SaveSettings.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.baseDir = "";
                if (message.baseDir != null && $Object.hasOwnProperty.call(message, "baseDir"))
                    object.baseDir = message.baseDir;
                return object;
            };

            SaveSettings.prototype.toJSON = function() {
                return SaveSettings.toObject(this, $protobuf.util.toJSONOptions);
            };

            return SaveSettings;
        })();

        control.SettingsData = (function() {

            const SettingsData = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SettingsData.prototype.success = false;
            SettingsData.prototype.data = $util.newBuffer([]);

            SettingsData.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.success != null && $Object.hasOwnProperty.call(message, "success") && message.success !== false)
                    writer.uint32(8).bool(message.success);
                if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                    writer.uint32(18).bytes(message.data);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SettingsData.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.SettingsData();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.success = value;
                            else
                                delete message.success;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.data = value;
                            else
                                delete message.data;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            SettingsData.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.SettingsData)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.SettingsData: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.SettingsData();
                if (object.success != null)
                    if (object.success)
                        message.success = $Boolean(object.success);
                if (object.data != null)
                    if (object.data.length)
                        if (typeof object.data === "string")
                            $util.base64.decode(object.data, message.data = $util.newBuffer($util.base64.length(object.data)), 0);
                        else if (object.data.length >= 0)
                            message.data = object.data;
                return message;
            };

            SettingsData.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.success = false;
                    if (options.bytes === $String)
                        object.data = "";
                    else {
                        object.data = [];
                        if (options.bytes !== $Array)
                            object.data = $util.newBuffer(object.data);
                    }
                }
                if (message.success != null && $Object.hasOwnProperty.call(message, "success"))
                    object.success = message.success;
                if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                    object.data = options.bytes === $String ? $util.base64.encode(message.data, 0, message.data.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.data) : message.data;
                return object;
            };

            SettingsData.prototype.toJSON = function() {
                return SettingsData.toObject(this, $protobuf.util.toJSONOptions);
            };

            return SettingsData;
        })();

        control.LoadSettings = (function() {

            const LoadSettings = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            LoadSettings.prototype.baseDir = "";
            LoadSettings.prototype.data = $util.newBuffer([]);

            LoadSettings.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.baseDir != null && $Object.hasOwnProperty.call(message, "baseDir") && message.baseDir !== "")
                    writer.uint32(10).string(message.baseDir);
                if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                    writer.uint32(18).bytes(message.data);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            LoadSettings.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.LoadSettings();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.baseDir = value;
                            else
                                delete message.baseDir;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.data = value;
                            else
                                delete message.data;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            LoadSettings.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.LoadSettings)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.LoadSettings: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.LoadSettings();
                if (object.baseDir != null)
                    if (typeof object.baseDir !== "string" || object.baseDir.length)
                        message.baseDir = $String(object.baseDir);
                if (object.data != null)
                    if (object.data.length)
                        if (typeof object.data === "string")
                            $util.base64.decode(object.data, message.data = $util.newBuffer($util.base64.length(object.data)), 0);
                        else if (object.data.length >= 0)
                            message.data = object.data;
                return message;
            };

            LoadSettings.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.baseDir = "";
                    if (options.bytes === $String)
                        object.data = "";
                    else {
                        object.data = [];
                        if (options.bytes !== $Array)
                            object.data = $util.newBuffer(object.data);
                    }
                }
                if (message.baseDir != null && $Object.hasOwnProperty.call(message, "baseDir"))
                    object.baseDir = message.baseDir;
                if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                    object.data = options.bytes === $String ? $util.base64.encode(message.data, 0, message.data.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.data) : message.data;
                return object;
            };

            LoadSettings.prototype.toJSON = function() {
                return LoadSettings.toObject(this, $protobuf.util.toJSONOptions);
            };

            return LoadSettings;
        })();

        control.PrepareRun = (function() {

            const PrepareRun = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            PrepareRun.prototype.subjectId = "";
            PrepareRun.prototype.subjectGroup = "";
            PrepareRun.prototype.runUuid = $util.newBuffer([]);
            PrepareRun.prototype.edlRootPath = "";
            PrepareRun.prototype.moduleName = "";

            PrepareRun.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.subjectId != null && $Object.hasOwnProperty.call(message, "subjectId") && message.subjectId !== "")
                    writer.uint32(10).string(message.subjectId);
                if (message.subjectGroup != null && $Object.hasOwnProperty.call(message, "subjectGroup") && message.subjectGroup !== "")
                    writer.uint32(18).string(message.subjectGroup);
                if (message.runUuid != null && $Object.hasOwnProperty.call(message, "runUuid") && message.runUuid.length)
                    writer.uint32(26).bytes(message.runUuid);
                if (message.edlRootPath != null && $Object.hasOwnProperty.call(message, "edlRootPath") && message.edlRootPath !== "")
                    writer.uint32(34).string(message.edlRootPath);
                if (message.moduleName != null && $Object.hasOwnProperty.call(message, "moduleName") && message.moduleName !== "")
                    writer.uint32(42).string(message.moduleName);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            PrepareRun.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.PrepareRun();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.subjectId = value;
                            else
                                delete message.subjectId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.subjectGroup = value;
                            else
                                delete message.subjectGroup;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.runUuid = value;
                            else
                                delete message.runUuid;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.edlRootPath = value;
                            else
                                delete message.edlRootPath;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.moduleName = value;
                            else
                                delete message.moduleName;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            PrepareRun.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.PrepareRun)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.PrepareRun: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.PrepareRun();
                if (object.subjectId != null)
                    if (typeof object.subjectId !== "string" || object.subjectId.length)
                        message.subjectId = $String(object.subjectId);
                if (object.subjectGroup != null)
                    if (typeof object.subjectGroup !== "string" || object.subjectGroup.length)
                        message.subjectGroup = $String(object.subjectGroup);
                if (object.runUuid != null)
                    if (object.runUuid.length)
                        if (typeof object.runUuid === "string")
                            $util.base64.decode(object.runUuid, message.runUuid = $util.newBuffer($util.base64.length(object.runUuid)), 0);
                        else if (object.runUuid.length >= 0)
                            message.runUuid = object.runUuid;
                if (object.edlRootPath != null)
                    if (typeof object.edlRootPath !== "string" || object.edlRootPath.length)
                        message.edlRootPath = $String(object.edlRootPath);
                if (object.moduleName != null)
                    if (typeof object.moduleName !== "string" || object.moduleName.length)
                        message.moduleName = $String(object.moduleName);
                return message;
            };

            PrepareRun.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.subjectId = "";
                    object.subjectGroup = "";
                    if (options.bytes === $String)
                        object.runUuid = "";
                    else {
                        object.runUuid = [];
                        if (options.bytes !== $Array)
                            object.runUuid = $util.newBuffer(object.runUuid);
                    }
                    object.edlRootPath = "";
                    object.moduleName = "";
                }
                if (message.subjectId != null && $Object.hasOwnProperty.call(message, "subjectId"))
                    object.subjectId = message.subjectId;
                if (message.subjectGroup != null && $Object.hasOwnProperty.call(message, "subjectGroup"))
                    object.subjectGroup = message.subjectGroup;
                if (message.runUuid != null && $Object.hasOwnProperty.call(message, "runUuid"))
                    object.runUuid = options.bytes === $String ? $util.base64.encode(message.runUuid, 0, message.runUuid.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.runUuid) : message.runUuid;
                if (message.edlRootPath != null && $Object.hasOwnProperty.call(message, "edlRootPath"))
                    object.edlRootPath = message.edlRootPath;
                if (message.moduleName != null && $Object.hasOwnProperty.call(message, "moduleName"))
                    object.moduleName = message.moduleName;
                return object;
            };

            PrepareRun.prototype.toJSON = function() {
                return PrepareRun.toObject(this, $protobuf.util.toJSONOptions);
            };

            return PrepareRun;
        })();

        control.Start = (function() {

            const Start = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Start.prototype.startTimestampUsec = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            Start.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.startTimestampUsec != null && $Object.hasOwnProperty.call(message, "startTimestampUsec") && (typeof message.startTimestampUsec === "object" ? message.startTimestampUsec.low || message.startTimestampUsec.high : message.startTimestampUsec !== 0))
                    writer.uint32(8).int64(message.startTimestampUsec);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Start.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.Start();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.startTimestampUsec = value;
                            else
                                delete message.startTimestampUsec;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Start.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.Start)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.Start: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.Start();
                if (object.startTimestampUsec != null)
                    if (typeof object.startTimestampUsec === "object" ? object.startTimestampUsec.low || object.startTimestampUsec.high : $Number(object.startTimestampUsec) !== 0)
                        if ($util.Long)
                            message.startTimestampUsec = $util.Long.fromValue(object.startTimestampUsec, false);
                        else if (typeof object.startTimestampUsec === "string")
                            message.startTimestampUsec = $parseInt(object.startTimestampUsec, 10);
                        else if (typeof object.startTimestampUsec === "number")
                            message.startTimestampUsec = object.startTimestampUsec;
                        else if (typeof object.startTimestampUsec === "object")
                            message.startTimestampUsec = new $util.LongBits(object.startTimestampUsec.low >>> 0, object.startTimestampUsec.high >>> 0).toNumber();
                return message;
            };

            Start.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.startTimestampUsec = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.startTimestampUsec = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                if (message.startTimestampUsec != null && $Object.hasOwnProperty.call(message, "startTimestampUsec"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.startTimestampUsec = typeof message.startTimestampUsec === "number" ? $BigInt(message.startTimestampUsec) : $util.Long.fromBits(message.startTimestampUsec.low >>> 0, message.startTimestampUsec.high >>> 0, false).toBigInt();
                    else if (typeof message.startTimestampUsec === "number")
                        object.startTimestampUsec = options.longs === $String ? $String(message.startTimestampUsec) : message.startTimestampUsec;
                    else
                        object.startTimestampUsec = options.longs === $String ? $util.Long.prototype.toString.call(message.startTimestampUsec) : options.longs === $Number ? new $util.LongBits(message.startTimestampUsec.low >>> 0, message.startTimestampUsec.high >>> 0).toNumber() : message.startTimestampUsec;
                return object;
            };

            Start.prototype.toJSON = function() {
                return Start.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Start;
        })();

        control.Stop = (function() {

            const Stop = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Stop.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Stop.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.Stop();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Stop.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.Stop)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.Stop: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                return new $root.syntalos.control.Stop();
            };

            Stop.toObject = function () {
                return {};
            };

            Stop.prototype.toJSON = function() {
                return Stop.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Stop;
        })();

        control.Shutdown = (function() {

            const Shutdown = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Shutdown.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Shutdown.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.Shutdown();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Shutdown.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.Shutdown)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.Shutdown: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                return new $root.syntalos.control.Shutdown();
            };

            Shutdown.toObject = function () {
                return {};
            };

            Shutdown.prototype.toJSON = function() {
                return Shutdown.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Shutdown;
        })();

        control.ShowDisplay = (function() {

            const ShowDisplay = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ShowDisplay.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ShowDisplay.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.ShowDisplay();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            ShowDisplay.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.ShowDisplay)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.ShowDisplay: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                return new $root.syntalos.control.ShowDisplay();
            };

            ShowDisplay.toObject = function () {
                return {};
            };

            ShowDisplay.prototype.toJSON = function() {
                return ShowDisplay.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ShowDisplay;
        })();

        control.ShowSettings = (function() {

            const ShowSettings = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ShowSettings.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ShowSettings.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.ShowSettings();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            ShowSettings.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.ShowSettings)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.ShowSettings: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                return new $root.syntalos.control.ShowSettings();
            };

            ShowSettings.toObject = function () {
                return {};
            };

            ShowSettings.prototype.toJSON = function() {
                return ShowSettings.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ShowSettings;
        })();

        control.Done = (function() {

            const Done = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Done.prototype.success = false;

            Done.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.success != null && $Object.hasOwnProperty.call(message, "success") && message.success !== false)
                    writer.uint32(8).bool(message.success);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Done.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.Done();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.success = value;
                            else
                                delete message.success;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Done.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.Done)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.Done: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.Done();
                if (object.success != null)
                    if (object.success)
                        message.success = $Boolean(object.success);
                return message;
            };

            Done.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.success = false;
                if (message.success != null && $Object.hasOwnProperty.call(message, "success"))
                    object.success = message.success;
                return object;
            };

            Done.prototype.toJSON = function() {
                return Done.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Done;
        })();

        control.Failure = (function() {

            const Failure = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Failure.prototype.code = "";
            Failure.prototype.message = "";

            Failure.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                    writer.uint32(10).string(message.code);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(18).string(message.message);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Failure.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.syntalos.control.Failure();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Failure.fromObject = function (object, _depth) {
                if (object instanceof $root.syntalos.control.Failure)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".syntalos.control.Failure: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.syntalos.control.Failure();
                if (object.code != null)
                    if (typeof object.code !== "string" || object.code.length)
                        message.code = $String(object.code);
                if (object.message != null)
                    if (typeof object.message !== "string" || object.message.length)
                        message.message = $String(object.message);
                return message;
            };

            Failure.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.code = "";
                    object.message = "";
                }
                if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
                    object.code = message.code;
                if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                    object.message = message.message;
                return object;
            };

            Failure.prototype.toJSON = function() {
                return Failure.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Failure;
        })();

        return control;
    })();

    return syntalos;
})();

export {
  $root as default
};
