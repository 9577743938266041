// Made from proto/control.proto by `npm run proto`: do not edit.
import type { INamespace } from 'protobufjs/light.js';

export const controlDescriptor: INamespace = {
  "nested": {
    "syntalos": {
      "nested": {
        "control": {
          "nested": {
            "Envelope": {
              "oneofs": {
                "body": {
                  "oneof": [
                    "error",
                    "stateChange",
                    "statusMessage",
                    "syncDetails",
                    "syncOffset",
                    "warning",
                    "figure",
                    "inputPortChange",
                    "outputPortChange",
                    "edlReserve",
                    "apiVersion",
                    "setNiceness",
                    "setMaxRealtimePriority",
                    "setCpuAffinity",
                    "loadScript",
                    "setPortsPreset",
                    "connectInput",
                    "updateInputMetadata",
                    "saveSettings",
                    "loadSettings",
                    "prepareRun",
                    "start",
                    "stop",
                    "shutdown",
                    "showDisplay",
                    "showSettings",
                    "done",
                    "apiVersionInfo",
                    "edlReservation",
                    "settingsData",
                    "failure"
                  ]
                }
              },
              "fields": {
                "callId": {
                  "type": "uint32",
                  "id": 1
                },
                "error": {
                  "type": "ErrorEvent",
                  "id": 10
                },
                "stateChange": {
                  "type": "StateChange",
                  "id": 11
                },
                "statusMessage": {
                  "type": "StatusMessage",
                  "id": 12
                },
                "syncDetails": {
                  "type": "SyncDetails",
                  "id": 13
                },
                "syncOffset": {
                  "type": "SyncOffset",
                  "id": 14
                },
                "warning": {
                  "type": "Warning",
                  "id": 15
                },
                "figure": {
                  "type": "Figure",
                  "id": 16
                },
                "inputPortChange": {
                  "type": "InputPortChange",
                  "id": 20
                },
                "outputPortChange": {
                  "type": "OutputPortChange",
                  "id": 21
                },
                "edlReserve": {
                  "type": "EdlReserve",
                  "id": 22
                },
                "apiVersion": {
                  "type": "ApiVersion",
                  "id": 30
                },
                "setNiceness": {
                  "type": "SetNiceness",
                  "id": 31
                },
                "setMaxRealtimePriority": {
                  "type": "SetMaxRealtimePriority",
                  "id": 32
                },
                "setCpuAffinity": {
                  "type": "SetCpuAffinity",
                  "id": 33
                },
                "loadScript": {
                  "type": "LoadScript",
                  "id": 34
                },
                "setPortsPreset": {
                  "type": "SetPortsPreset",
                  "id": 35
                },
                "connectInput": {
                  "type": "ConnectInput",
                  "id": 36
                },
                "updateInputMetadata": {
                  "type": "UpdateInputMetadata",
                  "id": 37
                },
                "saveSettings": {
                  "type": "SaveSettings",
                  "id": 38
                },
                "loadSettings": {
                  "type": "LoadSettings",
                  "id": 39
                },
                "prepareRun": {
                  "type": "PrepareRun",
                  "id": 40
                },
                "start": {
                  "type": "Start",
                  "id": 41
                },
                "stop": {
                  "type": "Stop",
                  "id": 42
                },
                "shutdown": {
                  "type": "Shutdown",
                  "id": 43
                },
                "showDisplay": {
                  "type": "ShowDisplay",
                  "id": 44
                },
                "showSettings": {
                  "type": "ShowSettings",
                  "id": 45
                },
                "done": {
                  "type": "Done",
                  "id": 60
                },
                "apiVersionInfo": {
                  "type": "ApiVersionInfo",
                  "id": 61
                },
                "edlReservation": {
                  "type": "EdlReservation",
                  "id": 62
                },
                "settingsData": {
                  "type": "SettingsData",
                  "id": 63
                },
                "failure": {
                  "type": "Failure",
                  "id": 64
                }
              }
            },
            "ErrorEvent": {
              "fields": {
                "title": {
                  "type": "string",
                  "id": 1
                },
                "message": {
                  "type": "string",
                  "id": 2
                },
                "code": {
                  "type": "string",
                  "id": 3
                },
                "stack": {
                  "type": "string",
                  "id": 4
                },
                "causes": {
                  "rule": "repeated",
                  "type": "ErrorCause",
                  "id": 5
                }
              }
            },
            "ErrorCause": {
              "fields": {
                "name": {
                  "type": "string",
                  "id": 1
                },
                "message": {
                  "type": "string",
                  "id": 2
                },
                "code": {
                  "type": "string",
                  "id": 3
                },
                "stack": {
                  "type": "string",
                  "id": 4
                }
              }
            },
            "StateChange": {
              "fields": {
                "state": {
                  "type": "uint32",
                  "id": 1
                }
              }
            },
            "StatusMessage": {
              "fields": {
                "text": {
                  "type": "string",
                  "id": 1
                }
              }
            },
            "SyncDetails": {
              "fields": {
                "id": {
                  "type": "string",
                  "id": 1
                },
                "strategies": {
                  "type": "int32",
                  "id": 2
                },
                "toleranceUsec": {
                  "type": "int64",
                  "id": 3
                }
              }
            },
            "SyncOffset": {
              "fields": {
                "id": {
                  "type": "string",
                  "id": 1
                },
                "offsetUsec": {
                  "type": "int64",
                  "id": 2
                }
              }
            },
            "Warning": {
              "fields": {
                "message": {
                  "type": "string",
                  "id": 1
                }
              }
            },
            "Figure": {
              "fields": {
                "name": {
                  "type": "string",
                  "id": 1
                },
                "value": {
                  "type": "string",
                  "id": 2
                },
                "unit": {
                  "type": "string",
                  "id": 3
                }
              }
            },
            "PortLimits": {
              "fields": {
                "maxSenders": {
                  "type": "uint32",
                  "id": 1
                },
                "maxReceivers": {
                  "type": "uint32",
                  "id": 2
                },
                "maxNodes": {
                  "type": "uint32",
                  "id": 3
                }
              }
            },
            "InputPortChange": {
              "fields": {
                "action": {
                  "type": "uint32",
                  "id": 1
                },
                "id": {
                  "type": "string",
                  "id": 2
                },
                "title": {
                  "type": "string",
                  "id": 3
                },
                "dataType": {
                  "type": "int32",
                  "id": 4
                },
                "metadata": {
                  "type": "bytes",
                  "id": 5
                },
                "throttleItemsPerSec": {
                  "type": "uint32",
                  "id": 6
                },
                "policy": {
                  "type": "uint32",
                  "id": 7
                }
              }
            },
            "OutputPortChange": {
              "fields": {
                "action": {
                  "type": "uint32",
                  "id": 1
                },
                "id": {
                  "type": "string",
                  "id": 2
                },
                "title": {
                  "type": "string",
                  "id": 3
                },
                "dataType": {
                  "type": "int32",
                  "id": 4
                },
                "metadata": {
                  "type": "bytes",
                  "id": 5
                },
                "limits": {
                  "type": "PortLimits",
                  "id": 6
                }
              }
            },
            "SetPortsPreset": {
              "fields": {
                "inputs": {
                  "rule": "repeated",
                  "type": "InputPortChange",
                  "id": 1
                },
                "outputs": {
                  "rule": "repeated",
                  "type": "OutputPortChange",
                  "id": 2
                }
              }
            },
            "ConnectInput": {
              "fields": {
                "portId": {
                  "type": "string",
                  "id": 1
                },
                "instanceId": {
                  "type": "string",
                  "id": 2
                },
                "channelId": {
                  "type": "string",
                  "id": 3
                },
                "limits": {
                  "type": "PortLimits",
                  "id": 4
                },
                "sourceType": {
                  "type": "int32",
                  "id": 5
                }
              }
            },
            "UpdateInputMetadata": {
              "fields": {
                "portId": {
                  "type": "string",
                  "id": 1
                },
                "metadata": {
                  "type": "bytes",
                  "id": 2
                }
              }
            },
            "EdlReserve": {
              "fields": {
                "unit": {
                  "type": "uint32",
                  "id": 1
                },
                "parentRelPath": {
                  "type": "string",
                  "id": 2
                },
                "name": {
                  "type": "string",
                  "id": 3
                }
              }
            },
            "EdlReservation": {
              "fields": {
                "success": {
                  "type": "bool",
                  "id": 1
                },
                "errorMessage": {
                  "type": "string",
                  "id": 2
                },
                "absolutePath": {
                  "type": "string",
                  "id": 3
                }
              }
            },
            "ApiVersion": {
              "fields": {}
            },
            "ApiVersionInfo": {
              "fields": {
                "apiVersion": {
                  "type": "string",
                  "id": 1
                }
              }
            },
            "SetNiceness": {
              "fields": {
                "nice": {
                  "type": "sint32",
                  "id": 1
                }
              }
            },
            "SetMaxRealtimePriority": {
              "fields": {
                "priority": {
                  "type": "sint32",
                  "id": 1
                }
              }
            },
            "SetCpuAffinity": {
              "fields": {
                "cores": {
                  "rule": "repeated",
                  "type": "uint32",
                  "id": 1
                }
              }
            },
            "LoadScript": {
              "fields": {
                "workingDir": {
                  "type": "string",
                  "id": 1
                },
                "venvDir": {
                  "type": "string",
                  "id": 2
                },
                "script": {
                  "type": "string",
                  "id": 3
                },
                "resetPorts": {
                  "type": "bool",
                  "id": 4
                }
              }
            },
            "SaveSettings": {
              "fields": {
                "baseDir": {
                  "type": "string",
                  "id": 1
                }
              }
            },
            "SettingsData": {
              "fields": {
                "success": {
                  "type": "bool",
                  "id": 1
                },
                "data": {
                  "type": "bytes",
                  "id": 2
                }
              }
            },
            "LoadSettings": {
              "fields": {
                "baseDir": {
                  "type": "string",
                  "id": 1
                },
                "data": {
                  "type": "bytes",
                  "id": 2
                }
              }
            },
            "PrepareRun": {
              "fields": {
                "subjectId": {
                  "type": "string",
                  "id": 1
                },
                "subjectGroup": {
                  "type": "string",
                  "id": 2
                },
                "runUuid": {
                  "type": "bytes",
                  "id": 3
                },
                "edlRootPath": {
                  "type": "string",
                  "id": 4
                },
                "moduleName": {
                  "type": "string",
                  "id": 5
                }
              }
            },
            "Start": {
              "fields": {
                "startTimestampUsec": {
                  "type": "int64",
                  "id": 1
                }
              }
            },
            "Stop": {
              "fields": {}
            },
            "Shutdown": {
              "fields": {}
            },
            "ShowDisplay": {
              "fields": {}
            },
            "ShowSettings": {
              "fields": {}
            },
            "Done": {
              "fields": {
                "success": {
                  "type": "bool",
                  "id": 1
                }
              }
            },
            "Failure": {
              "fields": {
                "code": {
                  "type": "string",
                  "id": 1
                },
                "message": {
                  "type": "string",
                  "id": 2
                }
              }
            }
          }
        }
      }
    }
  }
};
