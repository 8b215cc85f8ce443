// Generated from schema/policy.ts by `npm run generate`; a test compares the two.
import { formats } from "../../validation/formats.ts";

export const validate = validate10;

const schema11 = {
  type: "object",
  properties: {
    apiVersion: { type: "string", enum: ["vmgate.cpln.io/v1"] },
    kind: { type: "string", enum: ["Policy"] },
    platform: {
      type: "object",
      default: {},
      properties: {
        dns: {
          type: "object",
          properties: {
            servers: {
              type: "array",
              minItems: 1,
              maxItems: 3,
              items: { type: "string", format: "ip-address" },
            },
            search: {
              type: "array",
              maxItems: 32,
              items: { type: "string", format: "search-domain" },
              default: [],
            },
          },
          required: ["servers"],
          additionalProperties: false,
        },
        ssh: {
          type: "object",
          properties: {
            user: { type: "string", format: "user-name", default: "cpln" },
            caPublicKeys: { type: "array", minItems: 1, items: { type: "string", format: "ssh-public-key" } },
          },
          required: ["caPublicKeys"],
          additionalProperties: false,
        },
        mesh: {
          type: "object",
          default: {},
          properties: { istio: { type: "boolean", default: false } },
          required: [],
          additionalProperties: false,
        },
        kubevirt: {
          type: "object",
          default: {},
          properties: {
            namespace: {
              type: "string",
              pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
              default: "kubevirt",
            },
          },
          required: [],
          additionalProperties: false,
        },
        images: {
          type: "object",
          properties: {
            allow: {
              type: "array",
              minItems: 1,
              items: { type: "string", pattern: "^[\\x21-\\x7e]{1,2048}$" },
            },
          },
          required: ["allow"],
          additionalProperties: false,
        },
      },
      required: [],
      additionalProperties: false,
    },
    injection: {
      type: "object",
      default: {},
      properties: {
        at: { type: "string", enum: ["vm", "instance"], default: "vm" },
        secrets: { type: "boolean", default: true },
        whenImpossible: { type: "string", enum: ["warn", "refuse"], default: "warn" },
      },
      required: [],
      additionalProperties: false,
    },
    rules: {
      type: "object",
      additionalProperties: { type: "string", enum: ["enforce", "warn", "off"] },
      default: {},
    },
    profiles: {
      type: "array",
      items: {
        type: "object",
        properties: {
          name: { type: "string", pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" },
          namespaces: {
            type: "array",
            minItems: 1,
            items: { type: "string", pattern: "^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$" },
          },
          rules: {
            type: "object",
            additionalProperties: { type: "string", enum: ["enforce", "warn", "off"] },
            default: {},
          },
          platform: {
            type: "object",
            default: {},
            properties: {
              dns: {
                type: "object",
                properties: {
                  servers: {
                    type: "array",
                    minItems: 1,
                    maxItems: 3,
                    items: { type: "string", format: "ip-address" },
                  },
                  search: {
                    type: "array",
                    maxItems: 32,
                    items: { type: "string", format: "search-domain" },
                    default: [],
                  },
                },
                required: ["servers"],
                additionalProperties: false,
              },
              ssh: {
                type: "object",
                properties: {
                  user: { type: "string", format: "user-name", default: "cpln" },
                  caPublicKeys: {
                    type: "array",
                    minItems: 1,
                    items: { type: "string", format: "ssh-public-key" },
                  },
                },
                required: ["caPublicKeys"],
                additionalProperties: false,
              },
              mesh: {
                type: "object",
                properties: { istio: { type: "boolean" } },
                required: ["istio"],
                additionalProperties: false,
              },
              images: {
                type: "object",
                properties: {
                  allow: {
                    type: "array",
                    minItems: 1,
                    items: { type: "string", pattern: "^[\\x21-\\x7e]{1,2048}$" },
                  },
                },
                required: ["allow"],
                additionalProperties: false,
              },
            },
            required: [],
            additionalProperties: false,
          },
          injection: {
            type: "object",
            default: {},
            properties: {
              at: { type: "string", enum: ["vm", "instance"] },
              secrets: { type: "boolean" },
              whenImpossible: { type: "string", enum: ["warn", "refuse"] },
            },
            required: [],
            additionalProperties: false,
          },
        },
        required: ["name", "namespaces"],
        additionalProperties: false,
      },
      default: [],
    },
    exemptions: {
      type: "array",
      items: {
        type: "object",
        properties: {
          rules: { type: "array", minItems: 1, items: { type: "string" } },
          namespaces: {
            type: "array",
            minItems: 1,
            items: { type: "string", pattern: "^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$" },
          },
          names: {
            type: "array",
            minItems: 1,
            items: { type: "string", pattern: "^[a-z0-9*]([a-z0-9.*-]{0,251}[a-z0-9*])?$" },
            default: ["*"],
          },
          reason: { type: "string", format: "one-line" },
          owner: { type: "string", format: "one-line" },
          expires: { type: "string", format: "date" },
        },
        required: ["rules", "namespaces", "reason"],
        additionalProperties: false,
      },
      default: [],
    },
  },
  required: ["apiVersion", "kind"],
  additionalProperties: false,
};
const formats0 = formats["ip-address"];
const formats2 = formats["search-domain"];
const formats4 = formats["user-name"];
const formats6 = formats["ssh-public-key"];
const formats16 = formats["one-line"];
const formats20 = formats.date;
const pattern0 = new RegExp("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", "u");
const pattern1 = new RegExp("^[\\x21-\\x7e]{1,2048}$", "u");
const pattern3 = new RegExp("^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$", "u");
const pattern6 = new RegExp("^[a-z0-9*]([a-z0-9.*-]{0,251}[a-z0-9*])?$", "u");

function validate10(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === undefined) {
      data.platform = {};
    }
    if (data.injection === undefined) {
      data.injection = {};
    }
    if (data.rules === undefined) {
      data.rules = {};
    }
    if (data.profiles === undefined) {
      data.profiles = [];
    }
    if (data.exemptions === undefined) {
      data.exemptions = [];
    }
    if (data.apiVersion === undefined) {
      const err0 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "apiVersion" },
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (data.kind === undefined) {
      const err1 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "kind" },
      };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(
        key0 === "apiVersion" ||
        key0 === "kind" ||
        key0 === "platform" ||
        key0 === "injection" ||
        key0 === "rules" ||
        key0 === "profiles" ||
        key0 === "exemptions"
      )) {
        const err2 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
        };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.apiVersion !== undefined) {
      let data0 = data.apiVersion;
      if (typeof data0 !== "string") {
        const err3 = {
          instancePath: instancePath + "/apiVersion",
          schemaPath: "#/properties/apiVersion/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
      if (!(data0 === "vmgate.cpln.io/v1")) {
        const err4 = {
          instancePath: instancePath + "/apiVersion",
          schemaPath: "#/properties/apiVersion/enum",
          keyword: "enum",
          params: { allowedValues: schema11.properties.apiVersion.enum },
        };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
    if (data.kind !== undefined) {
      let data1 = data.kind;
      if (typeof data1 !== "string") {
        const err5 = {
          instancePath: instancePath + "/kind",
          schemaPath: "#/properties/kind/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
      if (!(data1 === "Policy")) {
        const err6 = {
          instancePath: instancePath + "/kind",
          schemaPath: "#/properties/kind/enum",
          keyword: "enum",
          params: { allowedValues: schema11.properties.kind.enum },
        };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
    }
    let data2 = data.platform;
    if (data2 && typeof data2 == "object" && !Array.isArray(data2)) {
      if (data2.mesh === undefined) {
        data2.mesh = {};
      }
      if (data2.kubevirt === undefined) {
        data2.kubevirt = {};
      }
      for (const key1 in data2) {
        if (!(
          key1 === "dns" ||
          key1 === "ssh" ||
          key1 === "mesh" ||
          key1 === "kubevirt" ||
          key1 === "images"
        )) {
          const err7 = {
            instancePath: instancePath + "/platform",
            schemaPath: "#/properties/platform/additionalProperties",
            keyword: "additionalProperties",
            params: { additionalProperty: key1 },
          };
          if (vErrors === null) {
            vErrors = [err7];
          } else {
            vErrors.push(err7);
          }
          errors++;
        }
      }
      if (data2.dns !== undefined) {
        let data3 = data2.dns;
        if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {
          if (data3.search === undefined) {
            data3.search = [];
          }
          if (data3.servers === undefined) {
            const err8 = {
              instancePath: instancePath + "/platform/dns",
              schemaPath: "#/properties/platform/properties/dns/required",
              keyword: "required",
              params: { missingProperty: "servers" },
            };
            if (vErrors === null) {
              vErrors = [err8];
            } else {
              vErrors.push(err8);
            }
            errors++;
          }
          for (const key2 in data3) {
            if (!(key2 === "servers" || key2 === "search")) {
              const err9 = {
                instancePath: instancePath + "/platform/dns",
                schemaPath: "#/properties/platform/properties/dns/additionalProperties",
                keyword: "additionalProperties",
                params: { additionalProperty: key2 },
              };
              if (vErrors === null) {
                vErrors = [err9];
              } else {
                vErrors.push(err9);
              }
              errors++;
            }
          }
          if (data3.servers !== undefined) {
            let data4 = data3.servers;
            if (Array.isArray(data4)) {
              if (data4.length > 3) {
                const err10 = {
                  instancePath: instancePath + "/platform/dns/servers",
                  schemaPath: "#/properties/platform/properties/dns/properties/servers/maxItems",
                  keyword: "maxItems",
                  params: { limit: 3 },
                };
                if (vErrors === null) {
                  vErrors = [err10];
                } else {
                  vErrors.push(err10);
                }
                errors++;
              }
              if (data4.length < 1) {
                const err11 = {
                  instancePath: instancePath + "/platform/dns/servers",
                  schemaPath: "#/properties/platform/properties/dns/properties/servers/minItems",
                  keyword: "minItems",
                  params: { limit: 1 },
                };
                if (vErrors === null) {
                  vErrors = [err11];
                } else {
                  vErrors.push(err11);
                }
                errors++;
              }
              const len0 = data4.length;
              for (let i0 = 0; i0 < len0; i0++) {
                let data5 = data4[i0];
                if (typeof data5 === "string") {
                  if (!formats0(data5)) {
                    const err12 = {
                      instancePath: instancePath + "/platform/dns/servers/" + i0,
                      schemaPath: "#/properties/platform/properties/dns/properties/servers/items/format",
                      keyword: "format",
                      params: { format: "ip-address" },
                    };
                    if (vErrors === null) {
                      vErrors = [err12];
                    } else {
                      vErrors.push(err12);
                    }
                    errors++;
                  }
                } else {
                  const err13 = {
                    instancePath: instancePath + "/platform/dns/servers/" + i0,
                    schemaPath: "#/properties/platform/properties/dns/properties/servers/items/type",
                    keyword: "type",
                    params: { type: "string" },
                  };
                  if (vErrors === null) {
                    vErrors = [err13];
                  } else {
                    vErrors.push(err13);
                  }
                  errors++;
                }
              }
            } else {
              const err14 = {
                instancePath: instancePath + "/platform/dns/servers",
                schemaPath: "#/properties/platform/properties/dns/properties/servers/type",
                keyword: "type",
                params: { type: "array" },
              };
              if (vErrors === null) {
                vErrors = [err14];
              } else {
                vErrors.push(err14);
              }
              errors++;
            }
          }
          let data6 = data3.search;
          if (Array.isArray(data6)) {
            if (data6.length > 32) {
              const err15 = {
                instancePath: instancePath + "/platform/dns/search",
                schemaPath: "#/properties/platform/properties/dns/properties/search/maxItems",
                keyword: "maxItems",
                params: { limit: 32 },
              };
              if (vErrors === null) {
                vErrors = [err15];
              } else {
                vErrors.push(err15);
              }
              errors++;
            }
            const len1 = data6.length;
            for (let i1 = 0; i1 < len1; i1++) {
              let data7 = data6[i1];
              if (typeof data7 === "string") {
                if (!formats2(data7)) {
                  const err16 = {
                    instancePath: instancePath + "/platform/dns/search/" + i1,
                    schemaPath: "#/properties/platform/properties/dns/properties/search/items/format",
                    keyword: "format",
                    params: { format: "search-domain" },
                  };
                  if (vErrors === null) {
                    vErrors = [err16];
                  } else {
                    vErrors.push(err16);
                  }
                  errors++;
                }
              } else {
                const err17 = {
                  instancePath: instancePath + "/platform/dns/search/" + i1,
                  schemaPath: "#/properties/platform/properties/dns/properties/search/items/type",
                  keyword: "type",
                  params: { type: "string" },
                };
                if (vErrors === null) {
                  vErrors = [err17];
                } else {
                  vErrors.push(err17);
                }
                errors++;
              }
            }
          } else {
            const err18 = {
              instancePath: instancePath + "/platform/dns/search",
              schemaPath: "#/properties/platform/properties/dns/properties/search/type",
              keyword: "type",
              params: { type: "array" },
            };
            if (vErrors === null) {
              vErrors = [err18];
            } else {
              vErrors.push(err18);
            }
            errors++;
          }
        } else {
          const err19 = {
            instancePath: instancePath + "/platform/dns",
            schemaPath: "#/properties/platform/properties/dns/type",
            keyword: "type",
            params: { type: "object" },
          };
          if (vErrors === null) {
            vErrors = [err19];
          } else {
            vErrors.push(err19);
          }
          errors++;
        }
      }
      if (data2.ssh !== undefined) {
        let data8 = data2.ssh;
        if (data8 && typeof data8 == "object" && !Array.isArray(data8)) {
          if (data8.user === undefined) {
            data8.user = "cpln";
          }
          if (data8.caPublicKeys === undefined) {
            const err20 = {
              instancePath: instancePath + "/platform/ssh",
              schemaPath: "#/properties/platform/properties/ssh/required",
              keyword: "required",
              params: { missingProperty: "caPublicKeys" },
            };
            if (vErrors === null) {
              vErrors = [err20];
            } else {
              vErrors.push(err20);
            }
            errors++;
          }
          for (const key3 in data8) {
            if (!(key3 === "user" || key3 === "caPublicKeys")) {
              const err21 = {
                instancePath: instancePath + "/platform/ssh",
                schemaPath: "#/properties/platform/properties/ssh/additionalProperties",
                keyword: "additionalProperties",
                params: { additionalProperty: key3 },
              };
              if (vErrors === null) {
                vErrors = [err21];
              } else {
                vErrors.push(err21);
              }
              errors++;
            }
          }
          let data9 = data8.user;
          if (typeof data9 === "string") {
            if (!formats4(data9)) {
              const err22 = {
                instancePath: instancePath + "/platform/ssh/user",
                schemaPath: "#/properties/platform/properties/ssh/properties/user/format",
                keyword: "format",
                params: { format: "user-name" },
              };
              if (vErrors === null) {
                vErrors = [err22];
              } else {
                vErrors.push(err22);
              }
              errors++;
            }
          } else {
            const err23 = {
              instancePath: instancePath + "/platform/ssh/user",
              schemaPath: "#/properties/platform/properties/ssh/properties/user/type",
              keyword: "type",
              params: { type: "string" },
            };
            if (vErrors === null) {
              vErrors = [err23];
            } else {
              vErrors.push(err23);
            }
            errors++;
          }
          if (data8.caPublicKeys !== undefined) {
            let data10 = data8.caPublicKeys;
            if (Array.isArray(data10)) {
              if (data10.length < 1) {
                const err24 = {
                  instancePath: instancePath + "/platform/ssh/caPublicKeys",
                  schemaPath: "#/properties/platform/properties/ssh/properties/caPublicKeys/minItems",
                  keyword: "minItems",
                  params: { limit: 1 },
                };
                if (vErrors === null) {
                  vErrors = [err24];
                } else {
                  vErrors.push(err24);
                }
                errors++;
              }
              const len2 = data10.length;
              for (let i2 = 0; i2 < len2; i2++) {
                let data11 = data10[i2];
                if (typeof data11 === "string") {
                  if (!formats6(data11)) {
                    const err25 = {
                      instancePath: instancePath + "/platform/ssh/caPublicKeys/" + i2,
                      schemaPath: "#/properties/platform/properties/ssh/properties/caPublicKeys/items/format",
                      keyword: "format",
                      params: { format: "ssh-public-key" },
                    };
                    if (vErrors === null) {
                      vErrors = [err25];
                    } else {
                      vErrors.push(err25);
                    }
                    errors++;
                  }
                } else {
                  const err26 = {
                    instancePath: instancePath + "/platform/ssh/caPublicKeys/" + i2,
                    schemaPath: "#/properties/platform/properties/ssh/properties/caPublicKeys/items/type",
                    keyword: "type",
                    params: { type: "string" },
                  };
                  if (vErrors === null) {
                    vErrors = [err26];
                  } else {
                    vErrors.push(err26);
                  }
                  errors++;
                }
              }
            } else {
              const err27 = {
                instancePath: instancePath + "/platform/ssh/caPublicKeys",
                schemaPath: "#/properties/platform/properties/ssh/properties/caPublicKeys/type",
                keyword: "type",
                params: { type: "array" },
              };
              if (vErrors === null) {
                vErrors = [err27];
              } else {
                vErrors.push(err27);
              }
              errors++;
            }
          }
        } else {
          const err28 = {
            instancePath: instancePath + "/platform/ssh",
            schemaPath: "#/properties/platform/properties/ssh/type",
            keyword: "type",
            params: { type: "object" },
          };
          if (vErrors === null) {
            vErrors = [err28];
          } else {
            vErrors.push(err28);
          }
          errors++;
        }
      }
      let data12 = data2.mesh;
      if (data12 && typeof data12 == "object" && !Array.isArray(data12)) {
        if (data12.istio === undefined) {
          data12.istio = false;
        }
        for (const key4 in data12) {
          if (!(key4 === "istio")) {
            const err29 = {
              instancePath: instancePath + "/platform/mesh",
              schemaPath: "#/properties/platform/properties/mesh/additionalProperties",
              keyword: "additionalProperties",
              params: { additionalProperty: key4 },
            };
            if (vErrors === null) {
              vErrors = [err29];
            } else {
              vErrors.push(err29);
            }
            errors++;
          }
        }
        if (typeof data12.istio !== "boolean") {
          const err30 = {
            instancePath: instancePath + "/platform/mesh/istio",
            schemaPath: "#/properties/platform/properties/mesh/properties/istio/type",
            keyword: "type",
            params: { type: "boolean" },
          };
          if (vErrors === null) {
            vErrors = [err30];
          } else {
            vErrors.push(err30);
          }
          errors++;
        }
      } else {
        const err31 = {
          instancePath: instancePath + "/platform/mesh",
          schemaPath: "#/properties/platform/properties/mesh/type",
          keyword: "type",
          params: { type: "object" },
        };
        if (vErrors === null) {
          vErrors = [err31];
        } else {
          vErrors.push(err31);
        }
        errors++;
      }
      let data14 = data2.kubevirt;
      if (data14 && typeof data14 == "object" && !Array.isArray(data14)) {
        if (data14.namespace === undefined) {
          data14.namespace = "kubevirt";
        }
        for (const key5 in data14) {
          if (!(key5 === "namespace")) {
            const err32 = {
              instancePath: instancePath + "/platform/kubevirt",
              schemaPath: "#/properties/platform/properties/kubevirt/additionalProperties",
              keyword: "additionalProperties",
              params: { additionalProperty: key5 },
            };
            if (vErrors === null) {
              vErrors = [err32];
            } else {
              vErrors.push(err32);
            }
            errors++;
          }
        }
        let data15 = data14.namespace;
        if (typeof data15 === "string") {
          if (!pattern0.test(data15)) {
            const err33 = {
              instancePath: instancePath + "/platform/kubevirt/namespace",
              schemaPath: "#/properties/platform/properties/kubevirt/properties/namespace/pattern",
              keyword: "pattern",
              params: { pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" },
            };
            if (vErrors === null) {
              vErrors = [err33];
            } else {
              vErrors.push(err33);
            }
            errors++;
          }
        } else {
          const err34 = {
            instancePath: instancePath + "/platform/kubevirt/namespace",
            schemaPath: "#/properties/platform/properties/kubevirt/properties/namespace/type",
            keyword: "type",
            params: { type: "string" },
          };
          if (vErrors === null) {
            vErrors = [err34];
          } else {
            vErrors.push(err34);
          }
          errors++;
        }
      } else {
        const err35 = {
          instancePath: instancePath + "/platform/kubevirt",
          schemaPath: "#/properties/platform/properties/kubevirt/type",
          keyword: "type",
          params: { type: "object" },
        };
        if (vErrors === null) {
          vErrors = [err35];
        } else {
          vErrors.push(err35);
        }
        errors++;
      }
      if (data2.images !== undefined) {
        let data16 = data2.images;
        if (data16 && typeof data16 == "object" && !Array.isArray(data16)) {
          if (data16.allow === undefined) {
            const err36 = {
              instancePath: instancePath + "/platform/images",
              schemaPath: "#/properties/platform/properties/images/required",
              keyword: "required",
              params: { missingProperty: "allow" },
            };
            if (vErrors === null) {
              vErrors = [err36];
            } else {
              vErrors.push(err36);
            }
            errors++;
          }
          for (const key6 in data16) {
            if (!(key6 === "allow")) {
              const err37 = {
                instancePath: instancePath + "/platform/images",
                schemaPath: "#/properties/platform/properties/images/additionalProperties",
                keyword: "additionalProperties",
                params: { additionalProperty: key6 },
              };
              if (vErrors === null) {
                vErrors = [err37];
              } else {
                vErrors.push(err37);
              }
              errors++;
            }
          }
          if (data16.allow !== undefined) {
            let data17 = data16.allow;
            if (Array.isArray(data17)) {
              if (data17.length < 1) {
                const err38 = {
                  instancePath: instancePath + "/platform/images/allow",
                  schemaPath: "#/properties/platform/properties/images/properties/allow/minItems",
                  keyword: "minItems",
                  params: { limit: 1 },
                };
                if (vErrors === null) {
                  vErrors = [err38];
                } else {
                  vErrors.push(err38);
                }
                errors++;
              }
              const len3 = data17.length;
              for (let i3 = 0; i3 < len3; i3++) {
                let data18 = data17[i3];
                if (typeof data18 === "string") {
                  if (!pattern1.test(data18)) {
                    const err39 = {
                      instancePath: instancePath + "/platform/images/allow/" + i3,
                      schemaPath: "#/properties/platform/properties/images/properties/allow/items/pattern",
                      keyword: "pattern",
                      params: { pattern: "^[\\x21-\\x7e]{1,2048}$" },
                    };
                    if (vErrors === null) {
                      vErrors = [err39];
                    } else {
                      vErrors.push(err39);
                    }
                    errors++;
                  }
                } else {
                  const err40 = {
                    instancePath: instancePath + "/platform/images/allow/" + i3,
                    schemaPath: "#/properties/platform/properties/images/properties/allow/items/type",
                    keyword: "type",
                    params: { type: "string" },
                  };
                  if (vErrors === null) {
                    vErrors = [err40];
                  } else {
                    vErrors.push(err40);
                  }
                  errors++;
                }
              }
            } else {
              const err41 = {
                instancePath: instancePath + "/platform/images/allow",
                schemaPath: "#/properties/platform/properties/images/properties/allow/type",
                keyword: "type",
                params: { type: "array" },
              };
              if (vErrors === null) {
                vErrors = [err41];
              } else {
                vErrors.push(err41);
              }
              errors++;
            }
          }
        } else {
          const err42 = {
            instancePath: instancePath + "/platform/images",
            schemaPath: "#/properties/platform/properties/images/type",
            keyword: "type",
            params: { type: "object" },
          };
          if (vErrors === null) {
            vErrors = [err42];
          } else {
            vErrors.push(err42);
          }
          errors++;
        }
      }
    } else {
      const err43 = {
        instancePath: instancePath + "/platform",
        schemaPath: "#/properties/platform/type",
        keyword: "type",
        params: { type: "object" },
      };
      if (vErrors === null) {
        vErrors = [err43];
      } else {
        vErrors.push(err43);
      }
      errors++;
    }
    let data19 = data.injection;
    if (data19 && typeof data19 == "object" && !Array.isArray(data19)) {
      if (data19.at === undefined) {
        data19.at = "vm";
      }
      if (data19.secrets === undefined) {
        data19.secrets = true;
      }
      if (data19.whenImpossible === undefined) {
        data19.whenImpossible = "warn";
      }
      for (const key7 in data19) {
        if (!(key7 === "at" || key7 === "secrets" || key7 === "whenImpossible")) {
          const err44 = {
            instancePath: instancePath + "/injection",
            schemaPath: "#/properties/injection/additionalProperties",
            keyword: "additionalProperties",
            params: { additionalProperty: key7 },
          };
          if (vErrors === null) {
            vErrors = [err44];
          } else {
            vErrors.push(err44);
          }
          errors++;
        }
      }
      let data20 = data19.at;
      if (typeof data20 !== "string") {
        const err45 = {
          instancePath: instancePath + "/injection/at",
          schemaPath: "#/properties/injection/properties/at/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err45];
        } else {
          vErrors.push(err45);
        }
        errors++;
      }
      if (!(data20 === "vm" || data20 === "instance")) {
        const err46 = {
          instancePath: instancePath + "/injection/at",
          schemaPath: "#/properties/injection/properties/at/enum",
          keyword: "enum",
          params: { allowedValues: schema11.properties.injection.properties.at.enum },
        };
        if (vErrors === null) {
          vErrors = [err46];
        } else {
          vErrors.push(err46);
        }
        errors++;
      }
      if (typeof data19.secrets !== "boolean") {
        const err47 = {
          instancePath: instancePath + "/injection/secrets",
          schemaPath: "#/properties/injection/properties/secrets/type",
          keyword: "type",
          params: { type: "boolean" },
        };
        if (vErrors === null) {
          vErrors = [err47];
        } else {
          vErrors.push(err47);
        }
        errors++;
      }
      let data22 = data19.whenImpossible;
      if (typeof data22 !== "string") {
        const err48 = {
          instancePath: instancePath + "/injection/whenImpossible",
          schemaPath: "#/properties/injection/properties/whenImpossible/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err48];
        } else {
          vErrors.push(err48);
        }
        errors++;
      }
      if (!(data22 === "warn" || data22 === "refuse")) {
        const err49 = {
          instancePath: instancePath + "/injection/whenImpossible",
          schemaPath: "#/properties/injection/properties/whenImpossible/enum",
          keyword: "enum",
          params: { allowedValues: schema11.properties.injection.properties.whenImpossible.enum },
        };
        if (vErrors === null) {
          vErrors = [err49];
        } else {
          vErrors.push(err49);
        }
        errors++;
      }
    } else {
      const err50 = {
        instancePath: instancePath + "/injection",
        schemaPath: "#/properties/injection/type",
        keyword: "type",
        params: { type: "object" },
      };
      if (vErrors === null) {
        vErrors = [err50];
      } else {
        vErrors.push(err50);
      }
      errors++;
    }
    let data23 = data.rules;
    if (data23 && typeof data23 == "object" && !Array.isArray(data23)) {
      for (const key8 in data23) {
        let data24 = data23[key8];
        if (typeof data24 !== "string") {
          const err51 = {
            instancePath: instancePath + "/rules/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),
            schemaPath: "#/properties/rules/additionalProperties/type",
            keyword: "type",
            params: { type: "string" },
          };
          if (vErrors === null) {
            vErrors = [err51];
          } else {
            vErrors.push(err51);
          }
          errors++;
        }
        if (!(data24 === "enforce" || data24 === "warn" || data24 === "off")) {
          const err52 = {
            instancePath: instancePath + "/rules/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),
            schemaPath: "#/properties/rules/additionalProperties/enum",
            keyword: "enum",
            params: { allowedValues: schema11.properties.rules.additionalProperties.enum },
          };
          if (vErrors === null) {
            vErrors = [err52];
          } else {
            vErrors.push(err52);
          }
          errors++;
        }
      }
    } else {
      const err53 = {
        instancePath: instancePath + "/rules",
        schemaPath: "#/properties/rules/type",
        keyword: "type",
        params: { type: "object" },
      };
      if (vErrors === null) {
        vErrors = [err53];
      } else {
        vErrors.push(err53);
      }
      errors++;
    }
    let data25 = data.profiles;
    if (Array.isArray(data25)) {
      const len4 = data25.length;
      for (let i4 = 0; i4 < len4; i4++) {
        let data26 = data25[i4];
        if (data26 && typeof data26 == "object" && !Array.isArray(data26)) {
          if (data26.rules === undefined) {
            data26.rules = {};
          }
          if (data26.platform === undefined) {
            data26.platform = {};
          }
          if (data26.injection === undefined) {
            data26.injection = {};
          }
          if (data26.name === undefined) {
            const err54 = {
              instancePath: instancePath + "/profiles/" + i4,
              schemaPath: "#/properties/profiles/items/required",
              keyword: "required",
              params: { missingProperty: "name" },
            };
            if (vErrors === null) {
              vErrors = [err54];
            } else {
              vErrors.push(err54);
            }
            errors++;
          }
          if (data26.namespaces === undefined) {
            const err55 = {
              instancePath: instancePath + "/profiles/" + i4,
              schemaPath: "#/properties/profiles/items/required",
              keyword: "required",
              params: { missingProperty: "namespaces" },
            };
            if (vErrors === null) {
              vErrors = [err55];
            } else {
              vErrors.push(err55);
            }
            errors++;
          }
          for (const key9 in data26) {
            if (!(
              key9 === "name" ||
              key9 === "namespaces" ||
              key9 === "rules" ||
              key9 === "platform" ||
              key9 === "injection"
            )) {
              const err56 = {
                instancePath: instancePath + "/profiles/" + i4,
                schemaPath: "#/properties/profiles/items/additionalProperties",
                keyword: "additionalProperties",
                params: { additionalProperty: key9 },
              };
              if (vErrors === null) {
                vErrors = [err56];
              } else {
                vErrors.push(err56);
              }
              errors++;
            }
          }
          if (data26.name !== undefined) {
            let data27 = data26.name;
            if (typeof data27 === "string") {
              if (!pattern0.test(data27)) {
                const err57 = {
                  instancePath: instancePath + "/profiles/" + i4 + "/name",
                  schemaPath: "#/properties/profiles/items/properties/name/pattern",
                  keyword: "pattern",
                  params: { pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" },
                };
                if (vErrors === null) {
                  vErrors = [err57];
                } else {
                  vErrors.push(err57);
                }
                errors++;
              }
            } else {
              const err58 = {
                instancePath: instancePath + "/profiles/" + i4 + "/name",
                schemaPath: "#/properties/profiles/items/properties/name/type",
                keyword: "type",
                params: { type: "string" },
              };
              if (vErrors === null) {
                vErrors = [err58];
              } else {
                vErrors.push(err58);
              }
              errors++;
            }
          }
          if (data26.namespaces !== undefined) {
            let data28 = data26.namespaces;
            if (Array.isArray(data28)) {
              if (data28.length < 1) {
                const err59 = {
                  instancePath: instancePath + "/profiles/" + i4 + "/namespaces",
                  schemaPath: "#/properties/profiles/items/properties/namespaces/minItems",
                  keyword: "minItems",
                  params: { limit: 1 },
                };
                if (vErrors === null) {
                  vErrors = [err59];
                } else {
                  vErrors.push(err59);
                }
                errors++;
              }
              const len5 = data28.length;
              for (let i5 = 0; i5 < len5; i5++) {
                let data29 = data28[i5];
                if (typeof data29 === "string") {
                  if (!pattern3.test(data29)) {
                    const err60 = {
                      instancePath: instancePath + "/profiles/" + i4 + "/namespaces/" + i5,
                      schemaPath: "#/properties/profiles/items/properties/namespaces/items/pattern",
                      keyword: "pattern",
                      params: { pattern: "^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$" },
                    };
                    if (vErrors === null) {
                      vErrors = [err60];
                    } else {
                      vErrors.push(err60);
                    }
                    errors++;
                  }
                } else {
                  const err61 = {
                    instancePath: instancePath + "/profiles/" + i4 + "/namespaces/" + i5,
                    schemaPath: "#/properties/profiles/items/properties/namespaces/items/type",
                    keyword: "type",
                    params: { type: "string" },
                  };
                  if (vErrors === null) {
                    vErrors = [err61];
                  } else {
                    vErrors.push(err61);
                  }
                  errors++;
                }
              }
            } else {
              const err62 = {
                instancePath: instancePath + "/profiles/" + i4 + "/namespaces",
                schemaPath: "#/properties/profiles/items/properties/namespaces/type",
                keyword: "type",
                params: { type: "array" },
              };
              if (vErrors === null) {
                vErrors = [err62];
              } else {
                vErrors.push(err62);
              }
              errors++;
            }
          }
          let data30 = data26.rules;
          if (data30 && typeof data30 == "object" && !Array.isArray(data30)) {
            for (const key10 in data30) {
              let data31 = data30[key10];
              if (typeof data31 !== "string") {
                const err63 = {
                  instancePath:
                    instancePath +
                    "/profiles/" +
                    i4 +
                    "/rules/" +
                    key10.replace(/~/g, "~0").replace(/\//g, "~1"),
                  schemaPath: "#/properties/profiles/items/properties/rules/additionalProperties/type",
                  keyword: "type",
                  params: { type: "string" },
                };
                if (vErrors === null) {
                  vErrors = [err63];
                } else {
                  vErrors.push(err63);
                }
                errors++;
              }
              if (!(data31 === "enforce" || data31 === "warn" || data31 === "off")) {
                const err64 = {
                  instancePath:
                    instancePath +
                    "/profiles/" +
                    i4 +
                    "/rules/" +
                    key10.replace(/~/g, "~0").replace(/\//g, "~1"),
                  schemaPath: "#/properties/profiles/items/properties/rules/additionalProperties/enum",
                  keyword: "enum",
                  params: {
                    allowedValues:
                      schema11.properties.profiles.items.properties.rules.additionalProperties.enum,
                  },
                };
                if (vErrors === null) {
                  vErrors = [err64];
                } else {
                  vErrors.push(err64);
                }
                errors++;
              }
            }
          } else {
            const err65 = {
              instancePath: instancePath + "/profiles/" + i4 + "/rules",
              schemaPath: "#/properties/profiles/items/properties/rules/type",
              keyword: "type",
              params: { type: "object" },
            };
            if (vErrors === null) {
              vErrors = [err65];
            } else {
              vErrors.push(err65);
            }
            errors++;
          }
          let data32 = data26.platform;
          if (data32 && typeof data32 == "object" && !Array.isArray(data32)) {
            for (const key11 in data32) {
              if (!(key11 === "dns" || key11 === "ssh" || key11 === "mesh" || key11 === "images")) {
                const err66 = {
                  instancePath: instancePath + "/profiles/" + i4 + "/platform",
                  schemaPath: "#/properties/profiles/items/properties/platform/additionalProperties",
                  keyword: "additionalProperties",
                  params: { additionalProperty: key11 },
                };
                if (vErrors === null) {
                  vErrors = [err66];
                } else {
                  vErrors.push(err66);
                }
                errors++;
              }
            }
            if (data32.dns !== undefined) {
              let data33 = data32.dns;
              if (data33 && typeof data33 == "object" && !Array.isArray(data33)) {
                if (data33.search === undefined) {
                  data33.search = [];
                }
                if (data33.servers === undefined) {
                  const err67 = {
                    instancePath: instancePath + "/profiles/" + i4 + "/platform/dns",
                    schemaPath: "#/properties/profiles/items/properties/platform/properties/dns/required",
                    keyword: "required",
                    params: { missingProperty: "servers" },
                  };
                  if (vErrors === null) {
                    vErrors = [err67];
                  } else {
                    vErrors.push(err67);
                  }
                  errors++;
                }
                for (const key12 in data33) {
                  if (!(key12 === "servers" || key12 === "search")) {
                    const err68 = {
                      instancePath: instancePath + "/profiles/" + i4 + "/platform/dns",
                      schemaPath:
                        "#/properties/profiles/items/properties/platform/properties/dns/additionalProperties",
                      keyword: "additionalProperties",
                      params: { additionalProperty: key12 },
                    };
                    if (vErrors === null) {
                      vErrors = [err68];
                    } else {
                      vErrors.push(err68);
                    }
                    errors++;
                  }
                }
                if (data33.servers !== undefined) {
                  let data34 = data33.servers;
                  if (Array.isArray(data34)) {
                    if (data34.length > 3) {
                      const err69 = {
                        instancePath: instancePath + "/profiles/" + i4 + "/platform/dns/servers",
                        schemaPath:
                          "#/properties/profiles/items/properties/platform/properties/dns/properties/servers/maxItems",
                        keyword: "maxItems",
                        params: { limit: 3 },
                      };
                      if (vErrors === null) {
                        vErrors = [err69];
                      } else {
                        vErrors.push(err69);
                      }
                      errors++;
                    }
                    if (data34.length < 1) {
                      const err70 = {
                        instancePath: instancePath + "/profiles/" + i4 + "/platform/dns/servers",
                        schemaPath:
                          "#/properties/profiles/items/properties/platform/properties/dns/properties/servers/minItems",
                        keyword: "minItems",
                        params: { limit: 1 },
                      };
                      if (vErrors === null) {
                        vErrors = [err70];
                      } else {
                        vErrors.push(err70);
                      }
                      errors++;
                    }
                    const len6 = data34.length;
                    for (let i6 = 0; i6 < len6; i6++) {
                      let data35 = data34[i6];
                      if (typeof data35 === "string") {
                        if (!formats0(data35)) {
                          const err71 = {
                            instancePath: instancePath + "/profiles/" + i4 + "/platform/dns/servers/" + i6,
                            schemaPath:
                              "#/properties/profiles/items/properties/platform/properties/dns/properties/servers/items/format",
                            keyword: "format",
                            params: { format: "ip-address" },
                          };
                          if (vErrors === null) {
                            vErrors = [err71];
                          } else {
                            vErrors.push(err71);
                          }
                          errors++;
                        }
                      } else {
                        const err72 = {
                          instancePath: instancePath + "/profiles/" + i4 + "/platform/dns/servers/" + i6,
                          schemaPath:
                            "#/properties/profiles/items/properties/platform/properties/dns/properties/servers/items/type",
                          keyword: "type",
                          params: { type: "string" },
                        };
                        if (vErrors === null) {
                          vErrors = [err72];
                        } else {
                          vErrors.push(err72);
                        }
                        errors++;
                      }
                    }
                  } else {
                    const err73 = {
                      instancePath: instancePath + "/profiles/" + i4 + "/platform/dns/servers",
                      schemaPath:
                        "#/properties/profiles/items/properties/platform/properties/dns/properties/servers/type",
                      keyword: "type",
                      params: { type: "array" },
                    };
                    if (vErrors === null) {
                      vErrors = [err73];
                    } else {
                      vErrors.push(err73);
                    }
                    errors++;
                  }
                }
                let data36 = data33.search;
                if (Array.isArray(data36)) {
                  if (data36.length > 32) {
                    const err74 = {
                      instancePath: instancePath + "/profiles/" + i4 + "/platform/dns/search",
                      schemaPath:
                        "#/properties/profiles/items/properties/platform/properties/dns/properties/search/maxItems",
                      keyword: "maxItems",
                      params: { limit: 32 },
                    };
                    if (vErrors === null) {
                      vErrors = [err74];
                    } else {
                      vErrors.push(err74);
                    }
                    errors++;
                  }
                  const len7 = data36.length;
                  for (let i7 = 0; i7 < len7; i7++) {
                    let data37 = data36[i7];
                    if (typeof data37 === "string") {
                      if (!formats2(data37)) {
                        const err75 = {
                          instancePath: instancePath + "/profiles/" + i4 + "/platform/dns/search/" + i7,
                          schemaPath:
                            "#/properties/profiles/items/properties/platform/properties/dns/properties/search/items/format",
                          keyword: "format",
                          params: { format: "search-domain" },
                        };
                        if (vErrors === null) {
                          vErrors = [err75];
                        } else {
                          vErrors.push(err75);
                        }
                        errors++;
                      }
                    } else {
                      const err76 = {
                        instancePath: instancePath + "/profiles/" + i4 + "/platform/dns/search/" + i7,
                        schemaPath:
                          "#/properties/profiles/items/properties/platform/properties/dns/properties/search/items/type",
                        keyword: "type",
                        params: { type: "string" },
                      };
                      if (vErrors === null) {
                        vErrors = [err76];
                      } else {
                        vErrors.push(err76);
                      }
                      errors++;
                    }
                  }
                } else {
                  const err77 = {
                    instancePath: instancePath + "/profiles/" + i4 + "/platform/dns/search",
                    schemaPath:
                      "#/properties/profiles/items/properties/platform/properties/dns/properties/search/type",
                    keyword: "type",
                    params: { type: "array" },
                  };
                  if (vErrors === null) {
                    vErrors = [err77];
                  } else {
                    vErrors.push(err77);
                  }
                  errors++;
                }
              } else {
                const err78 = {
                  instancePath: instancePath + "/profiles/" + i4 + "/platform/dns",
                  schemaPath: "#/properties/profiles/items/properties/platform/properties/dns/type",
                  keyword: "type",
                  params: { type: "object" },
                };
                if (vErrors === null) {
                  vErrors = [err78];
                } else {
                  vErrors.push(err78);
                }
                errors++;
              }
            }
            if (data32.ssh !== undefined) {
              let data38 = data32.ssh;
              if (data38 && typeof data38 == "object" && !Array.isArray(data38)) {
                if (data38.user === undefined) {
                  data38.user = "cpln";
                }
                if (data38.caPublicKeys === undefined) {
                  const err79 = {
                    instancePath: instancePath + "/profiles/" + i4 + "/platform/ssh",
                    schemaPath: "#/properties/profiles/items/properties/platform/properties/ssh/required",
                    keyword: "required",
                    params: { missingProperty: "caPublicKeys" },
                  };
                  if (vErrors === null) {
                    vErrors = [err79];
                  } else {
                    vErrors.push(err79);
                  }
                  errors++;
                }
                for (const key13 in data38) {
                  if (!(key13 === "user" || key13 === "caPublicKeys")) {
                    const err80 = {
                      instancePath: instancePath + "/profiles/" + i4 + "/platform/ssh",
                      schemaPath:
                        "#/properties/profiles/items/properties/platform/properties/ssh/additionalProperties",
                      keyword: "additionalProperties",
                      params: { additionalProperty: key13 },
                    };
                    if (vErrors === null) {
                      vErrors = [err80];
                    } else {
                      vErrors.push(err80);
                    }
                    errors++;
                  }
                }
                let data39 = data38.user;
                if (typeof data39 === "string") {
                  if (!formats4(data39)) {
                    const err81 = {
                      instancePath: instancePath + "/profiles/" + i4 + "/platform/ssh/user",
                      schemaPath:
                        "#/properties/profiles/items/properties/platform/properties/ssh/properties/user/format",
                      keyword: "format",
                      params: { format: "user-name" },
                    };
                    if (vErrors === null) {
                      vErrors = [err81];
                    } else {
                      vErrors.push(err81);
                    }
                    errors++;
                  }
                } else {
                  const err82 = {
                    instancePath: instancePath + "/profiles/" + i4 + "/platform/ssh/user",
                    schemaPath:
                      "#/properties/profiles/items/properties/platform/properties/ssh/properties/user/type",
                    keyword: "type",
                    params: { type: "string" },
                  };
                  if (vErrors === null) {
                    vErrors = [err82];
                  } else {
                    vErrors.push(err82);
                  }
                  errors++;
                }
                if (data38.caPublicKeys !== undefined) {
                  let data40 = data38.caPublicKeys;
                  if (Array.isArray(data40)) {
                    if (data40.length < 1) {
                      const err83 = {
                        instancePath: instancePath + "/profiles/" + i4 + "/platform/ssh/caPublicKeys",
                        schemaPath:
                          "#/properties/profiles/items/properties/platform/properties/ssh/properties/caPublicKeys/minItems",
                        keyword: "minItems",
                        params: { limit: 1 },
                      };
                      if (vErrors === null) {
                        vErrors = [err83];
                      } else {
                        vErrors.push(err83);
                      }
                      errors++;
                    }
                    const len8 = data40.length;
                    for (let i8 = 0; i8 < len8; i8++) {
                      let data41 = data40[i8];
                      if (typeof data41 === "string") {
                        if (!formats6(data41)) {
                          const err84 = {
                            instancePath:
                              instancePath + "/profiles/" + i4 + "/platform/ssh/caPublicKeys/" + i8,
                            schemaPath:
                              "#/properties/profiles/items/properties/platform/properties/ssh/properties/caPublicKeys/items/format",
                            keyword: "format",
                            params: { format: "ssh-public-key" },
                          };
                          if (vErrors === null) {
                            vErrors = [err84];
                          } else {
                            vErrors.push(err84);
                          }
                          errors++;
                        }
                      } else {
                        const err85 = {
                          instancePath: instancePath + "/profiles/" + i4 + "/platform/ssh/caPublicKeys/" + i8,
                          schemaPath:
                            "#/properties/profiles/items/properties/platform/properties/ssh/properties/caPublicKeys/items/type",
                          keyword: "type",
                          params: { type: "string" },
                        };
                        if (vErrors === null) {
                          vErrors = [err85];
                        } else {
                          vErrors.push(err85);
                        }
                        errors++;
                      }
                    }
                  } else {
                    const err86 = {
                      instancePath: instancePath + "/profiles/" + i4 + "/platform/ssh/caPublicKeys",
                      schemaPath:
                        "#/properties/profiles/items/properties/platform/properties/ssh/properties/caPublicKeys/type",
                      keyword: "type",
                      params: { type: "array" },
                    };
                    if (vErrors === null) {
                      vErrors = [err86];
                    } else {
                      vErrors.push(err86);
                    }
                    errors++;
                  }
                }
              } else {
                const err87 = {
                  instancePath: instancePath + "/profiles/" + i4 + "/platform/ssh",
                  schemaPath: "#/properties/profiles/items/properties/platform/properties/ssh/type",
                  keyword: "type",
                  params: { type: "object" },
                };
                if (vErrors === null) {
                  vErrors = [err87];
                } else {
                  vErrors.push(err87);
                }
                errors++;
              }
            }
            if (data32.mesh !== undefined) {
              let data42 = data32.mesh;
              if (data42 && typeof data42 == "object" && !Array.isArray(data42)) {
                if (data42.istio === undefined) {
                  const err88 = {
                    instancePath: instancePath + "/profiles/" + i4 + "/platform/mesh",
                    schemaPath: "#/properties/profiles/items/properties/platform/properties/mesh/required",
                    keyword: "required",
                    params: { missingProperty: "istio" },
                  };
                  if (vErrors === null) {
                    vErrors = [err88];
                  } else {
                    vErrors.push(err88);
                  }
                  errors++;
                }
                for (const key14 in data42) {
                  if (!(key14 === "istio")) {
                    const err89 = {
                      instancePath: instancePath + "/profiles/" + i4 + "/platform/mesh",
                      schemaPath:
                        "#/properties/profiles/items/properties/platform/properties/mesh/additionalProperties",
                      keyword: "additionalProperties",
                      params: { additionalProperty: key14 },
                    };
                    if (vErrors === null) {
                      vErrors = [err89];
                    } else {
                      vErrors.push(err89);
                    }
                    errors++;
                  }
                }
                if (data42.istio !== undefined) {
                  if (typeof data42.istio !== "boolean") {
                    const err90 = {
                      instancePath: instancePath + "/profiles/" + i4 + "/platform/mesh/istio",
                      schemaPath:
                        "#/properties/profiles/items/properties/platform/properties/mesh/properties/istio/type",
                      keyword: "type",
                      params: { type: "boolean" },
                    };
                    if (vErrors === null) {
                      vErrors = [err90];
                    } else {
                      vErrors.push(err90);
                    }
                    errors++;
                  }
                }
              } else {
                const err91 = {
                  instancePath: instancePath + "/profiles/" + i4 + "/platform/mesh",
                  schemaPath: "#/properties/profiles/items/properties/platform/properties/mesh/type",
                  keyword: "type",
                  params: { type: "object" },
                };
                if (vErrors === null) {
                  vErrors = [err91];
                } else {
                  vErrors.push(err91);
                }
                errors++;
              }
            }
            if (data32.images !== undefined) {
              let data44 = data32.images;
              if (data44 && typeof data44 == "object" && !Array.isArray(data44)) {
                if (data44.allow === undefined) {
                  const err92 = {
                    instancePath: instancePath + "/profiles/" + i4 + "/platform/images",
                    schemaPath: "#/properties/profiles/items/properties/platform/properties/images/required",
                    keyword: "required",
                    params: { missingProperty: "allow" },
                  };
                  if (vErrors === null) {
                    vErrors = [err92];
                  } else {
                    vErrors.push(err92);
                  }
                  errors++;
                }
                for (const key15 in data44) {
                  if (!(key15 === "allow")) {
                    const err93 = {
                      instancePath: instancePath + "/profiles/" + i4 + "/platform/images",
                      schemaPath:
                        "#/properties/profiles/items/properties/platform/properties/images/additionalProperties",
                      keyword: "additionalProperties",
                      params: { additionalProperty: key15 },
                    };
                    if (vErrors === null) {
                      vErrors = [err93];
                    } else {
                      vErrors.push(err93);
                    }
                    errors++;
                  }
                }
                if (data44.allow !== undefined) {
                  let data45 = data44.allow;
                  if (Array.isArray(data45)) {
                    if (data45.length < 1) {
                      const err94 = {
                        instancePath: instancePath + "/profiles/" + i4 + "/platform/images/allow",
                        schemaPath:
                          "#/properties/profiles/items/properties/platform/properties/images/properties/allow/minItems",
                        keyword: "minItems",
                        params: { limit: 1 },
                      };
                      if (vErrors === null) {
                        vErrors = [err94];
                      } else {
                        vErrors.push(err94);
                      }
                      errors++;
                    }
                    const len9 = data45.length;
                    for (let i9 = 0; i9 < len9; i9++) {
                      let data46 = data45[i9];
                      if (typeof data46 === "string") {
                        if (!pattern1.test(data46)) {
                          const err95 = {
                            instancePath: instancePath + "/profiles/" + i4 + "/platform/images/allow/" + i9,
                            schemaPath:
                              "#/properties/profiles/items/properties/platform/properties/images/properties/allow/items/pattern",
                            keyword: "pattern",
                            params: { pattern: "^[\\x21-\\x7e]{1,2048}$" },
                          };
                          if (vErrors === null) {
                            vErrors = [err95];
                          } else {
                            vErrors.push(err95);
                          }
                          errors++;
                        }
                      } else {
                        const err96 = {
                          instancePath: instancePath + "/profiles/" + i4 + "/platform/images/allow/" + i9,
                          schemaPath:
                            "#/properties/profiles/items/properties/platform/properties/images/properties/allow/items/type",
                          keyword: "type",
                          params: { type: "string" },
                        };
                        if (vErrors === null) {
                          vErrors = [err96];
                        } else {
                          vErrors.push(err96);
                        }
                        errors++;
                      }
                    }
                  } else {
                    const err97 = {
                      instancePath: instancePath + "/profiles/" + i4 + "/platform/images/allow",
                      schemaPath:
                        "#/properties/profiles/items/properties/platform/properties/images/properties/allow/type",
                      keyword: "type",
                      params: { type: "array" },
                    };
                    if (vErrors === null) {
                      vErrors = [err97];
                    } else {
                      vErrors.push(err97);
                    }
                    errors++;
                  }
                }
              } else {
                const err98 = {
                  instancePath: instancePath + "/profiles/" + i4 + "/platform/images",
                  schemaPath: "#/properties/profiles/items/properties/platform/properties/images/type",
                  keyword: "type",
                  params: { type: "object" },
                };
                if (vErrors === null) {
                  vErrors = [err98];
                } else {
                  vErrors.push(err98);
                }
                errors++;
              }
            }
          } else {
            const err99 = {
              instancePath: instancePath + "/profiles/" + i4 + "/platform",
              schemaPath: "#/properties/profiles/items/properties/platform/type",
              keyword: "type",
              params: { type: "object" },
            };
            if (vErrors === null) {
              vErrors = [err99];
            } else {
              vErrors.push(err99);
            }
            errors++;
          }
          let data47 = data26.injection;
          if (data47 && typeof data47 == "object" && !Array.isArray(data47)) {
            for (const key16 in data47) {
              if (!(key16 === "at" || key16 === "secrets" || key16 === "whenImpossible")) {
                const err100 = {
                  instancePath: instancePath + "/profiles/" + i4 + "/injection",
                  schemaPath: "#/properties/profiles/items/properties/injection/additionalProperties",
                  keyword: "additionalProperties",
                  params: { additionalProperty: key16 },
                };
                if (vErrors === null) {
                  vErrors = [err100];
                } else {
                  vErrors.push(err100);
                }
                errors++;
              }
            }
            if (data47.at !== undefined) {
              let data48 = data47.at;
              if (typeof data48 !== "string") {
                const err101 = {
                  instancePath: instancePath + "/profiles/" + i4 + "/injection/at",
                  schemaPath: "#/properties/profiles/items/properties/injection/properties/at/type",
                  keyword: "type",
                  params: { type: "string" },
                };
                if (vErrors === null) {
                  vErrors = [err101];
                } else {
                  vErrors.push(err101);
                }
                errors++;
              }
              if (!(data48 === "vm" || data48 === "instance")) {
                const err102 = {
                  instancePath: instancePath + "/profiles/" + i4 + "/injection/at",
                  schemaPath: "#/properties/profiles/items/properties/injection/properties/at/enum",
                  keyword: "enum",
                  params: {
                    allowedValues: schema11.properties.profiles.items.properties.injection.properties.at.enum,
                  },
                };
                if (vErrors === null) {
                  vErrors = [err102];
                } else {
                  vErrors.push(err102);
                }
                errors++;
              }
            }
            if (data47.secrets !== undefined) {
              if (typeof data47.secrets !== "boolean") {
                const err103 = {
                  instancePath: instancePath + "/profiles/" + i4 + "/injection/secrets",
                  schemaPath: "#/properties/profiles/items/properties/injection/properties/secrets/type",
                  keyword: "type",
                  params: { type: "boolean" },
                };
                if (vErrors === null) {
                  vErrors = [err103];
                } else {
                  vErrors.push(err103);
                }
                errors++;
              }
            }
            if (data47.whenImpossible !== undefined) {
              let data50 = data47.whenImpossible;
              if (typeof data50 !== "string") {
                const err104 = {
                  instancePath: instancePath + "/profiles/" + i4 + "/injection/whenImpossible",
                  schemaPath:
                    "#/properties/profiles/items/properties/injection/properties/whenImpossible/type",
                  keyword: "type",
                  params: { type: "string" },
                };
                if (vErrors === null) {
                  vErrors = [err104];
                } else {
                  vErrors.push(err104);
                }
                errors++;
              }
              if (!(data50 === "warn" || data50 === "refuse")) {
                const err105 = {
                  instancePath: instancePath + "/profiles/" + i4 + "/injection/whenImpossible",
                  schemaPath:
                    "#/properties/profiles/items/properties/injection/properties/whenImpossible/enum",
                  keyword: "enum",
                  params: {
                    allowedValues:
                      schema11.properties.profiles.items.properties.injection.properties.whenImpossible.enum,
                  },
                };
                if (vErrors === null) {
                  vErrors = [err105];
                } else {
                  vErrors.push(err105);
                }
                errors++;
              }
            }
          } else {
            const err106 = {
              instancePath: instancePath + "/profiles/" + i4 + "/injection",
              schemaPath: "#/properties/profiles/items/properties/injection/type",
              keyword: "type",
              params: { type: "object" },
            };
            if (vErrors === null) {
              vErrors = [err106];
            } else {
              vErrors.push(err106);
            }
            errors++;
          }
        } else {
          const err107 = {
            instancePath: instancePath + "/profiles/" + i4,
            schemaPath: "#/properties/profiles/items/type",
            keyword: "type",
            params: { type: "object" },
          };
          if (vErrors === null) {
            vErrors = [err107];
          } else {
            vErrors.push(err107);
          }
          errors++;
        }
      }
    } else {
      const err108 = {
        instancePath: instancePath + "/profiles",
        schemaPath: "#/properties/profiles/type",
        keyword: "type",
        params: { type: "array" },
      };
      if (vErrors === null) {
        vErrors = [err108];
      } else {
        vErrors.push(err108);
      }
      errors++;
    }
    let data51 = data.exemptions;
    if (Array.isArray(data51)) {
      const len10 = data51.length;
      for (let i10 = 0; i10 < len10; i10++) {
        let data52 = data51[i10];
        if (data52 && typeof data52 == "object" && !Array.isArray(data52)) {
          if (data52.names === undefined) {
            data52.names = ["*"];
          }
          if (data52.rules === undefined) {
            const err109 = {
              instancePath: instancePath + "/exemptions/" + i10,
              schemaPath: "#/properties/exemptions/items/required",
              keyword: "required",
              params: { missingProperty: "rules" },
            };
            if (vErrors === null) {
              vErrors = [err109];
            } else {
              vErrors.push(err109);
            }
            errors++;
          }
          if (data52.namespaces === undefined) {
            const err110 = {
              instancePath: instancePath + "/exemptions/" + i10,
              schemaPath: "#/properties/exemptions/items/required",
              keyword: "required",
              params: { missingProperty: "namespaces" },
            };
            if (vErrors === null) {
              vErrors = [err110];
            } else {
              vErrors.push(err110);
            }
            errors++;
          }
          if (data52.reason === undefined) {
            const err111 = {
              instancePath: instancePath + "/exemptions/" + i10,
              schemaPath: "#/properties/exemptions/items/required",
              keyword: "required",
              params: { missingProperty: "reason" },
            };
            if (vErrors === null) {
              vErrors = [err111];
            } else {
              vErrors.push(err111);
            }
            errors++;
          }
          for (const key17 in data52) {
            if (!(
              key17 === "rules" ||
              key17 === "namespaces" ||
              key17 === "names" ||
              key17 === "reason" ||
              key17 === "owner" ||
              key17 === "expires"
            )) {
              const err112 = {
                instancePath: instancePath + "/exemptions/" + i10,
                schemaPath: "#/properties/exemptions/items/additionalProperties",
                keyword: "additionalProperties",
                params: { additionalProperty: key17 },
              };
              if (vErrors === null) {
                vErrors = [err112];
              } else {
                vErrors.push(err112);
              }
              errors++;
            }
          }
          if (data52.rules !== undefined) {
            let data53 = data52.rules;
            if (Array.isArray(data53)) {
              if (data53.length < 1) {
                const err113 = {
                  instancePath: instancePath + "/exemptions/" + i10 + "/rules",
                  schemaPath: "#/properties/exemptions/items/properties/rules/minItems",
                  keyword: "minItems",
                  params: { limit: 1 },
                };
                if (vErrors === null) {
                  vErrors = [err113];
                } else {
                  vErrors.push(err113);
                }
                errors++;
              }
              const len11 = data53.length;
              for (let i11 = 0; i11 < len11; i11++) {
                if (typeof data53[i11] !== "string") {
                  const err114 = {
                    instancePath: instancePath + "/exemptions/" + i10 + "/rules/" + i11,
                    schemaPath: "#/properties/exemptions/items/properties/rules/items/type",
                    keyword: "type",
                    params: { type: "string" },
                  };
                  if (vErrors === null) {
                    vErrors = [err114];
                  } else {
                    vErrors.push(err114);
                  }
                  errors++;
                }
              }
            } else {
              const err115 = {
                instancePath: instancePath + "/exemptions/" + i10 + "/rules",
                schemaPath: "#/properties/exemptions/items/properties/rules/type",
                keyword: "type",
                params: { type: "array" },
              };
              if (vErrors === null) {
                vErrors = [err115];
              } else {
                vErrors.push(err115);
              }
              errors++;
            }
          }
          if (data52.namespaces !== undefined) {
            let data55 = data52.namespaces;
            if (Array.isArray(data55)) {
              if (data55.length < 1) {
                const err116 = {
                  instancePath: instancePath + "/exemptions/" + i10 + "/namespaces",
                  schemaPath: "#/properties/exemptions/items/properties/namespaces/minItems",
                  keyword: "minItems",
                  params: { limit: 1 },
                };
                if (vErrors === null) {
                  vErrors = [err116];
                } else {
                  vErrors.push(err116);
                }
                errors++;
              }
              const len12 = data55.length;
              for (let i12 = 0; i12 < len12; i12++) {
                let data56 = data55[i12];
                if (typeof data56 === "string") {
                  if (!pattern3.test(data56)) {
                    const err117 = {
                      instancePath: instancePath + "/exemptions/" + i10 + "/namespaces/" + i12,
                      schemaPath: "#/properties/exemptions/items/properties/namespaces/items/pattern",
                      keyword: "pattern",
                      params: { pattern: "^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$" },
                    };
                    if (vErrors === null) {
                      vErrors = [err117];
                    } else {
                      vErrors.push(err117);
                    }
                    errors++;
                  }
                } else {
                  const err118 = {
                    instancePath: instancePath + "/exemptions/" + i10 + "/namespaces/" + i12,
                    schemaPath: "#/properties/exemptions/items/properties/namespaces/items/type",
                    keyword: "type",
                    params: { type: "string" },
                  };
                  if (vErrors === null) {
                    vErrors = [err118];
                  } else {
                    vErrors.push(err118);
                  }
                  errors++;
                }
              }
            } else {
              const err119 = {
                instancePath: instancePath + "/exemptions/" + i10 + "/namespaces",
                schemaPath: "#/properties/exemptions/items/properties/namespaces/type",
                keyword: "type",
                params: { type: "array" },
              };
              if (vErrors === null) {
                vErrors = [err119];
              } else {
                vErrors.push(err119);
              }
              errors++;
            }
          }
          let data57 = data52.names;
          if (Array.isArray(data57)) {
            if (data57.length < 1) {
              const err120 = {
                instancePath: instancePath + "/exemptions/" + i10 + "/names",
                schemaPath: "#/properties/exemptions/items/properties/names/minItems",
                keyword: "minItems",
                params: { limit: 1 },
              };
              if (vErrors === null) {
                vErrors = [err120];
              } else {
                vErrors.push(err120);
              }
              errors++;
            }
            const len13 = data57.length;
            for (let i13 = 0; i13 < len13; i13++) {
              let data58 = data57[i13];
              if (typeof data58 === "string") {
                if (!pattern6.test(data58)) {
                  const err121 = {
                    instancePath: instancePath + "/exemptions/" + i10 + "/names/" + i13,
                    schemaPath: "#/properties/exemptions/items/properties/names/items/pattern",
                    keyword: "pattern",
                    params: { pattern: "^[a-z0-9*]([a-z0-9.*-]{0,251}[a-z0-9*])?$" },
                  };
                  if (vErrors === null) {
                    vErrors = [err121];
                  } else {
                    vErrors.push(err121);
                  }
                  errors++;
                }
              } else {
                const err122 = {
                  instancePath: instancePath + "/exemptions/" + i10 + "/names/" + i13,
                  schemaPath: "#/properties/exemptions/items/properties/names/items/type",
                  keyword: "type",
                  params: { type: "string" },
                };
                if (vErrors === null) {
                  vErrors = [err122];
                } else {
                  vErrors.push(err122);
                }
                errors++;
              }
            }
          } else {
            const err123 = {
              instancePath: instancePath + "/exemptions/" + i10 + "/names",
              schemaPath: "#/properties/exemptions/items/properties/names/type",
              keyword: "type",
              params: { type: "array" },
            };
            if (vErrors === null) {
              vErrors = [err123];
            } else {
              vErrors.push(err123);
            }
            errors++;
          }
          if (data52.reason !== undefined) {
            let data59 = data52.reason;
            if (typeof data59 === "string") {
              if (!formats16(data59)) {
                const err124 = {
                  instancePath: instancePath + "/exemptions/" + i10 + "/reason",
                  schemaPath: "#/properties/exemptions/items/properties/reason/format",
                  keyword: "format",
                  params: { format: "one-line" },
                };
                if (vErrors === null) {
                  vErrors = [err124];
                } else {
                  vErrors.push(err124);
                }
                errors++;
              }
            } else {
              const err125 = {
                instancePath: instancePath + "/exemptions/" + i10 + "/reason",
                schemaPath: "#/properties/exemptions/items/properties/reason/type",
                keyword: "type",
                params: { type: "string" },
              };
              if (vErrors === null) {
                vErrors = [err125];
              } else {
                vErrors.push(err125);
              }
              errors++;
            }
          }
          if (data52.owner !== undefined) {
            let data60 = data52.owner;
            if (typeof data60 === "string") {
              if (!formats16(data60)) {
                const err126 = {
                  instancePath: instancePath + "/exemptions/" + i10 + "/owner",
                  schemaPath: "#/properties/exemptions/items/properties/owner/format",
                  keyword: "format",
                  params: { format: "one-line" },
                };
                if (vErrors === null) {
                  vErrors = [err126];
                } else {
                  vErrors.push(err126);
                }
                errors++;
              }
            } else {
              const err127 = {
                instancePath: instancePath + "/exemptions/" + i10 + "/owner",
                schemaPath: "#/properties/exemptions/items/properties/owner/type",
                keyword: "type",
                params: { type: "string" },
              };
              if (vErrors === null) {
                vErrors = [err127];
              } else {
                vErrors.push(err127);
              }
              errors++;
            }
          }
          if (data52.expires !== undefined) {
            let data61 = data52.expires;
            if (typeof data61 === "string") {
              if (!formats20(data61)) {
                const err128 = {
                  instancePath: instancePath + "/exemptions/" + i10 + "/expires",
                  schemaPath: "#/properties/exemptions/items/properties/expires/format",
                  keyword: "format",
                  params: { format: "date" },
                };
                if (vErrors === null) {
                  vErrors = [err128];
                } else {
                  vErrors.push(err128);
                }
                errors++;
              }
            } else {
              const err129 = {
                instancePath: instancePath + "/exemptions/" + i10 + "/expires",
                schemaPath: "#/properties/exemptions/items/properties/expires/type",
                keyword: "type",
                params: { type: "string" },
              };
              if (vErrors === null) {
                vErrors = [err129];
              } else {
                vErrors.push(err129);
              }
              errors++;
            }
          }
        } else {
          const err130 = {
            instancePath: instancePath + "/exemptions/" + i10,
            schemaPath: "#/properties/exemptions/items/type",
            keyword: "type",
            params: { type: "object" },
          };
          if (vErrors === null) {
            vErrors = [err130];
          } else {
            vErrors.push(err130);
          }
          errors++;
        }
      }
    } else {
      const err131 = {
        instancePath: instancePath + "/exemptions",
        schemaPath: "#/properties/exemptions/type",
        keyword: "type",
        params: { type: "array" },
      };
      if (vErrors === null) {
        vErrors = [err131];
      } else {
        vErrors.push(err131);
      }
      errors++;
    }
  } else {
    const err132 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
      vErrors = [err132];
    } else {
      vErrors.push(err132);
    }
    errors++;
  }
  validate10.errors = vErrors;
  return errors === 0;
}
