// Generated from schema/policy.ts by `npm run generate`; a test compares the two.
import { formats } from "../../validation/formats.ts";
export const validate = validatePolicy;

const formats0 = formats["ip-address"];
const formats2 = formats["search-domain"];

function validateDns(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.search === undefined) {
      data.search = [];
    }
    if (data.servers === undefined) {
      const err0 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "servers" },
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === "servers" || key0 === "search")) {
        const err1 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
        };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.servers !== undefined) {
      let data0 = data.servers;
      if (Array.isArray(data0)) {
        if (data0.length > 3) {
          const err2 = {
            instancePath: instancePath + "/servers",
            schemaPath: "#/properties/servers/maxItems",
            keyword: "maxItems",
            params: { limit: 3 },
          };
          if (vErrors === null) {
            vErrors = [err2];
          } else {
            vErrors.push(err2);
          }
          errors++;
        }
        if (data0.length < 1) {
          const err3 = {
            instancePath: instancePath + "/servers",
            schemaPath: "#/properties/servers/minItems",
            keyword: "minItems",
            params: { limit: 1 },
          };
          if (vErrors === null) {
            vErrors = [err3];
          } else {
            vErrors.push(err3);
          }
          errors++;
        }
        const len0 = data0.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data1 = data0[i0];
          if (typeof data1 === "string") {
            if (!formats0(data1)) {
              const err4 = {
                instancePath: instancePath + "/servers/" + i0,
                schemaPath: "#/properties/servers/items/format",
                keyword: "format",
                params: { format: "ip-address" },
              };
              if (vErrors === null) {
                vErrors = [err4];
              } else {
                vErrors.push(err4);
              }
              errors++;
            }
          } else {
            const err5 = {
              instancePath: instancePath + "/servers/" + i0,
              schemaPath: "#/properties/servers/items/type",
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
        }
      } else {
        const err6 = {
          instancePath: instancePath + "/servers",
          schemaPath: "#/properties/servers/type",
          keyword: "type",
          params: { type: "array" },
        };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
    }
    let data2 = data.search;
    if (Array.isArray(data2)) {
      if (data2.length > 32) {
        const err7 = {
          instancePath: instancePath + "/search",
          schemaPath: "#/properties/search/maxItems",
          keyword: "maxItems",
          params: { limit: 32 },
        };
        if (vErrors === null) {
          vErrors = [err7];
        } else {
          vErrors.push(err7);
        }
        errors++;
      }
      const len1 = data2.length;
      for (let i1 = 0; i1 < len1; i1++) {
        let data3 = data2[i1];
        if (typeof data3 === "string") {
          if (!formats2(data3)) {
            const err8 = {
              instancePath: instancePath + "/search/" + i1,
              schemaPath: "#/properties/search/items/format",
              keyword: "format",
              params: { format: "search-domain" },
            };
            if (vErrors === null) {
              vErrors = [err8];
            } else {
              vErrors.push(err8);
            }
            errors++;
          }
        } else {
          const err9 = {
            instancePath: instancePath + "/search/" + i1,
            schemaPath: "#/properties/search/items/type",
            keyword: "type",
            params: { type: "string" },
          };
          if (vErrors === null) {
            vErrors = [err9];
          } else {
            vErrors.push(err9);
          }
          errors++;
        }
      }
    } else {
      const err10 = {
        instancePath: instancePath + "/search",
        schemaPath: "#/properties/search/type",
        keyword: "type",
        params: { type: "array" },
      };
      if (vErrors === null) {
        vErrors = [err10];
      } else {
        vErrors.push(err10);
      }
      errors++;
    }
  } else {
    const err11 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
      vErrors = [err11];
    } else {
      vErrors.push(err11);
    }
    errors++;
  }
  validateDns.errors = vErrors;
  return errors === 0;
}

const formats4 = formats["user-name"];
const formats6 = formats["ssh-public-key"];

function validateSsh(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.user === undefined) {
      data.user = "cpln";
    }
    if (data.caPublicKeys === undefined) {
      const err0 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "caPublicKeys" },
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === "user" || key0 === "caPublicKeys")) {
        const err1 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
        };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    let data0 = data.user;
    if (typeof data0 === "string") {
      if (!formats4(data0)) {
        const err2 = {
          instancePath: instancePath + "/user",
          schemaPath: "#/properties/user/format",
          keyword: "format",
          params: { format: "user-name" },
        };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    } else {
      const err3 = {
        instancePath: instancePath + "/user",
        schemaPath: "#/properties/user/type",
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
    if (data.caPublicKeys !== undefined) {
      let data1 = data.caPublicKeys;
      if (Array.isArray(data1)) {
        if (data1.length < 1) {
          const err4 = {
            instancePath: instancePath + "/caPublicKeys",
            schemaPath: "#/properties/caPublicKeys/minItems",
            keyword: "minItems",
            params: { limit: 1 },
          };
          if (vErrors === null) {
            vErrors = [err4];
          } else {
            vErrors.push(err4);
          }
          errors++;
        }
        const len0 = data1.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data2 = data1[i0];
          if (typeof data2 === "string") {
            if (!formats6(data2)) {
              const err5 = {
                instancePath: instancePath + "/caPublicKeys/" + i0,
                schemaPath: "#/properties/caPublicKeys/items/format",
                keyword: "format",
                params: { format: "ssh-public-key" },
              };
              if (vErrors === null) {
                vErrors = [err5];
              } else {
                vErrors.push(err5);
              }
              errors++;
            }
          } else {
            const err6 = {
              instancePath: instancePath + "/caPublicKeys/" + i0,
              schemaPath: "#/properties/caPublicKeys/items/type",
              keyword: "type",
              params: { type: "string" },
            };
            if (vErrors === null) {
              vErrors = [err6];
            } else {
              vErrors.push(err6);
            }
            errors++;
          }
        }
      } else {
        const err7 = {
          instancePath: instancePath + "/caPublicKeys",
          schemaPath: "#/properties/caPublicKeys/type",
          keyword: "type",
          params: { type: "array" },
        };
        if (vErrors === null) {
          vErrors = [err7];
        } else {
          vErrors.push(err7);
        }
        errors++;
      }
    }
  } else {
    const err8 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
      vErrors = [err8];
    } else {
      vErrors.push(err8);
    }
    errors++;
  }
  validateSsh.errors = vErrors;
  return errors === 0;
}

function validateMesh(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.istio === undefined) {
      data.istio = false;
    }
    for (const key0 in data) {
      if (!(key0 === "istio")) {
        const err0 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
        };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (typeof data.istio !== "boolean") {
      const err1 = {
        instancePath: instancePath + "/istio",
        schemaPath: "#/properties/istio/type",
        keyword: "type",
        params: { type: "boolean" },
      };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
  } else {
    const err2 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  }
  validateMesh.errors = vErrors;
  return errors === 0;
}

const pattern0 = new RegExp("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", "u");

function validateKubevirt(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.namespace === undefined) {
      data.namespace = "kubevirt";
    }
    for (const key0 in data) {
      if (!(key0 === "namespace")) {
        const err0 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
        };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    let data0 = data.namespace;
    if (typeof data0 === "string") {
      if (!pattern0.test(data0)) {
        const err1 = {
          instancePath: instancePath + "/namespace",
          schemaPath: "#/properties/namespace/pattern",
          keyword: "pattern",
          params: { pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" },
        };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    } else {
      const err2 = {
        instancePath: instancePath + "/namespace",
        schemaPath: "#/properties/namespace/type",
        keyword: "type",
        params: { type: "string" },
      };
      if (vErrors === null) {
        vErrors = [err2];
      } else {
        vErrors.push(err2);
      }
      errors++;
    }
  } else {
    const err3 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
      vErrors = [err3];
    } else {
      vErrors.push(err3);
    }
    errors++;
  }
  validateKubevirt.errors = vErrors;
  return errors === 0;
}

const pattern1 = new RegExp("^[\\x21-\\x7e]{1,2048}$", "u");

function validateImages(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.allow === undefined) {
      const err0 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "allow" },
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === "allow")) {
        const err1 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
        };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.allow !== undefined) {
      let data0 = data.allow;
      if (Array.isArray(data0)) {
        if (data0.length < 1) {
          const err2 = {
            instancePath: instancePath + "/allow",
            schemaPath: "#/properties/allow/minItems",
            keyword: "minItems",
            params: { limit: 1 },
          };
          if (vErrors === null) {
            vErrors = [err2];
          } else {
            vErrors.push(err2);
          }
          errors++;
        }
        const len0 = data0.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data1 = data0[i0];
          if (typeof data1 === "string") {
            if (!pattern1.test(data1)) {
              const err3 = {
                instancePath: instancePath + "/allow/" + i0,
                schemaPath: "#/properties/allow/items/pattern",
                keyword: "pattern",
                params: { pattern: "^[\\x21-\\x7e]{1,2048}$" },
              };
              if (vErrors === null) {
                vErrors = [err3];
              } else {
                vErrors.push(err3);
              }
              errors++;
            }
          } else {
            const err4 = {
              instancePath: instancePath + "/allow/" + i0,
              schemaPath: "#/properties/allow/items/type",
              keyword: "type",
              params: { type: "string" },
            };
            if (vErrors === null) {
              vErrors = [err4];
            } else {
              vErrors.push(err4);
            }
            errors++;
          }
        }
      } else {
        const err5 = {
          instancePath: instancePath + "/allow",
          schemaPath: "#/properties/allow/type",
          keyword: "type",
          params: { type: "array" },
        };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
    }
  } else {
    const err6 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
      vErrors = [err6];
    } else {
      vErrors.push(err6);
    }
    errors++;
  }
  validateImages.errors = vErrors;
  return errors === 0;
}

function validatePlatform(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.mesh === undefined) {
      data.mesh = {};
    }
    if (data.kubevirt === undefined) {
      data.kubevirt = {};
    }
    for (const key0 in data) {
      if (!(
        key0 === "dns" ||
        key0 === "ssh" ||
        key0 === "mesh" ||
        key0 === "kubevirt" ||
        key0 === "images"
      )) {
        const err0 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
        };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.dns !== undefined) {
      if (
        !validateDns(data.dns, {
          instancePath: instancePath + "/dns",
          parentData: data,
          parentDataProperty: "dns",
          rootData,
        })
      ) {
        vErrors = vErrors === null ? validateDns.errors : vErrors.concat(validateDns.errors);
        errors = vErrors.length;
      }
    }
    if (data.ssh !== undefined) {
      if (
        !validateSsh(data.ssh, {
          instancePath: instancePath + "/ssh",
          parentData: data,
          parentDataProperty: "ssh",
          rootData,
        })
      ) {
        vErrors = vErrors === null ? validateSsh.errors : vErrors.concat(validateSsh.errors);
        errors = vErrors.length;
      }
    }
    if (
      !validateMesh(data.mesh, {
        instancePath: instancePath + "/mesh",
        parentData: data,
        parentDataProperty: "mesh",
        rootData,
      })
    ) {
      vErrors = vErrors === null ? validateMesh.errors : vErrors.concat(validateMesh.errors);
      errors = vErrors.length;
    }
    if (
      !validateKubevirt(data.kubevirt, {
        instancePath: instancePath + "/kubevirt",
        parentData: data,
        parentDataProperty: "kubevirt",
        rootData,
      })
    ) {
      vErrors = vErrors === null ? validateKubevirt.errors : vErrors.concat(validateKubevirt.errors);
      errors = vErrors.length;
    }
    if (data.images !== undefined) {
      if (
        !validateImages(data.images, {
          instancePath: instancePath + "/images",
          parentData: data,
          parentDataProperty: "images",
          rootData,
        })
      ) {
        vErrors = vErrors === null ? validateImages.errors : vErrors.concat(validateImages.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
      vErrors = [err1];
    } else {
      vErrors.push(err1);
    }
    errors++;
  }
  validatePlatform.errors = vErrors;
  return errors === 0;
}

const schema12 = {
  $id: "injection",
  type: "object",
  properties: {
    at: { type: "string", enum: ["vm", "instance"], default: "vm" },
    secrets: { type: "boolean", default: true },
    whenImpossible: { type: "string", enum: ["warn", "refuse"], default: "warn" },
  },
  required: [],
  additionalProperties: false,
};

function validateInjection(
  data,
  { instancePath = "", parentData, parentDataProperty, rootData = data } = {},
) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.at === undefined) {
      data.at = "vm";
    }
    if (data.secrets === undefined) {
      data.secrets = true;
    }
    if (data.whenImpossible === undefined) {
      data.whenImpossible = "warn";
    }
    for (const key0 in data) {
      if (!(key0 === "at" || key0 === "secrets" || key0 === "whenImpossible")) {
        const err0 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
        };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    let data0 = data.at;
    if (typeof data0 !== "string") {
      const err1 = {
        instancePath: instancePath + "/at",
        schemaPath: "#/properties/at/type",
        keyword: "type",
        params: { type: "string" },
      };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    if (!(data0 === "vm" || data0 === "instance")) {
      const err2 = {
        instancePath: instancePath + "/at",
        schemaPath: "#/properties/at/enum",
        keyword: "enum",
        params: { allowedValues: schema12.properties.at.enum },
      };
      if (vErrors === null) {
        vErrors = [err2];
      } else {
        vErrors.push(err2);
      }
      errors++;
    }
    if (typeof data.secrets !== "boolean") {
      const err3 = {
        instancePath: instancePath + "/secrets",
        schemaPath: "#/properties/secrets/type",
        keyword: "type",
        params: { type: "boolean" },
      };
      if (vErrors === null) {
        vErrors = [err3];
      } else {
        vErrors.push(err3);
      }
      errors++;
    }
    let data2 = data.whenImpossible;
    if (typeof data2 !== "string") {
      const err4 = {
        instancePath: instancePath + "/whenImpossible",
        schemaPath: "#/properties/whenImpossible/type",
        keyword: "type",
        params: { type: "string" },
      };
      if (vErrors === null) {
        vErrors = [err4];
      } else {
        vErrors.push(err4);
      }
      errors++;
    }
    if (!(data2 === "warn" || data2 === "refuse")) {
      const err5 = {
        instancePath: instancePath + "/whenImpossible",
        schemaPath: "#/properties/whenImpossible/enum",
        keyword: "enum",
        params: { allowedValues: schema12.properties.whenImpossible.enum },
      };
      if (vErrors === null) {
        vErrors = [err5];
      } else {
        vErrors.push(err5);
      }
      errors++;
    }
  } else {
    const err6 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
      vErrors = [err6];
    } else {
      vErrors.push(err6);
    }
    errors++;
  }
  validateInjection.errors = vErrors;
  return errors === 0;
}

function validateMeshAgain(
  data,
  { instancePath = "", parentData, parentDataProperty, rootData = data } = {},
) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.istio === undefined) {
      const err0 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "istio" },
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === "istio")) {
        const err1 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
        };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.istio !== undefined) {
      if (typeof data.istio !== "boolean") {
        const err2 = {
          instancePath: instancePath + "/istio",
          schemaPath: "#/properties/istio/type",
          keyword: "type",
          params: { type: "boolean" },
        };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
  } else {
    const err3 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
      vErrors = [err3];
    } else {
      vErrors.push(err3);
    }
    errors++;
  }
  validateMeshAgain.errors = vErrors;
  return errors === 0;
}

function validatePlatformAgain(
  data,
  { instancePath = "", parentData, parentDataProperty, rootData = data } = {},
) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === "dns" || key0 === "ssh" || key0 === "mesh" || key0 === "images")) {
        const err0 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
        };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.dns !== undefined) {
      if (
        !validateDns(data.dns, {
          instancePath: instancePath + "/dns",
          parentData: data,
          parentDataProperty: "dns",
          rootData,
        })
      ) {
        vErrors = vErrors === null ? validateDns.errors : vErrors.concat(validateDns.errors);
        errors = vErrors.length;
      }
    }
    if (data.ssh !== undefined) {
      if (
        !validateSsh(data.ssh, {
          instancePath: instancePath + "/ssh",
          parentData: data,
          parentDataProperty: "ssh",
          rootData,
        })
      ) {
        vErrors = vErrors === null ? validateSsh.errors : vErrors.concat(validateSsh.errors);
        errors = vErrors.length;
      }
    }
    if (data.mesh !== undefined) {
      if (
        !validateMeshAgain(data.mesh, {
          instancePath: instancePath + "/mesh",
          parentData: data,
          parentDataProperty: "mesh",
          rootData,
        })
      ) {
        vErrors = vErrors === null ? validateMeshAgain.errors : vErrors.concat(validateMeshAgain.errors);
        errors = vErrors.length;
      }
    }
    if (data.images !== undefined) {
      if (
        !validateImages(data.images, {
          instancePath: instancePath + "/images",
          parentData: data,
          parentDataProperty: "images",
          rootData,
        })
      ) {
        vErrors = vErrors === null ? validateImages.errors : vErrors.concat(validateImages.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
      vErrors = [err1];
    } else {
      vErrors.push(err1);
    }
    errors++;
  }
  validatePlatformAgain.errors = vErrors;
  return errors === 0;
}

const schema15 = {
  $id: "injectionAgain",
  type: "object",
  properties: {
    at: { type: "string", enum: ["vm", "instance"] },
    secrets: { type: "boolean" },
    whenImpossible: { type: "string", enum: ["warn", "refuse"] },
  },
  required: [],
  additionalProperties: false,
};

function validateInjectionAgain(
  data,
  { instancePath = "", parentData, parentDataProperty, rootData = data } = {},
) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === "at" || key0 === "secrets" || key0 === "whenImpossible")) {
        const err0 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
        };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.at !== undefined) {
      let data0 = data.at;
      if (typeof data0 !== "string") {
        const err1 = {
          instancePath: instancePath + "/at",
          schemaPath: "#/properties/at/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
      if (!(data0 === "vm" || data0 === "instance")) {
        const err2 = {
          instancePath: instancePath + "/at",
          schemaPath: "#/properties/at/enum",
          keyword: "enum",
          params: { allowedValues: schema15.properties.at.enum },
        };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.secrets !== undefined) {
      if (typeof data.secrets !== "boolean") {
        const err3 = {
          instancePath: instancePath + "/secrets",
          schemaPath: "#/properties/secrets/type",
          keyword: "type",
          params: { type: "boolean" },
        };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
    if (data.whenImpossible !== undefined) {
      let data2 = data.whenImpossible;
      if (typeof data2 !== "string") {
        const err4 = {
          instancePath: instancePath + "/whenImpossible",
          schemaPath: "#/properties/whenImpossible/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
      if (!(data2 === "warn" || data2 === "refuse")) {
        const err5 = {
          instancePath: instancePath + "/whenImpossible",
          schemaPath: "#/properties/whenImpossible/enum",
          keyword: "enum",
          params: { allowedValues: schema15.properties.whenImpossible.enum },
        };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
    }
  } else {
    const err6 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
      vErrors = [err6];
    } else {
      vErrors.push(err6);
    }
    errors++;
  }
  validateInjectionAgain.errors = vErrors;
  return errors === 0;
}

const schema16 = {
  $id: "profiles",
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
    platform: { $ref: "platformAgain", default: {} },
    injection: { $ref: "injectionAgain", default: {} },
    mutate: { type: "boolean" },
    adopt: { type: "string", enum: ["asked", "stopped", "never"] },
  },
  required: ["name", "namespaces"],
  additionalProperties: false,
};
const pattern3 = new RegExp("^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$", "u");

function validateProfiles(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.rules === undefined) {
      data.rules = {};
    }
    if (data.platform === undefined) {
      data.platform = {};
    }
    if (data.injection === undefined) {
      data.injection = {};
    }
    if (data.name === undefined) {
      const err0 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "name" },
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (data.namespaces === undefined) {
      const err1 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "namespaces" },
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
        key0 === "name" ||
        key0 === "namespaces" ||
        key0 === "rules" ||
        key0 === "platform" ||
        key0 === "injection" ||
        key0 === "mutate" ||
        key0 === "adopt"
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
    if (data.name !== undefined) {
      let data0 = data.name;
      if (typeof data0 === "string") {
        if (!pattern0.test(data0)) {
          const err3 = {
            instancePath: instancePath + "/name",
            schemaPath: "#/properties/name/pattern",
            keyword: "pattern",
            params: { pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" },
          };
          if (vErrors === null) {
            vErrors = [err3];
          } else {
            vErrors.push(err3);
          }
          errors++;
        }
      } else {
        const err4 = {
          instancePath: instancePath + "/name",
          schemaPath: "#/properties/name/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
    if (data.namespaces !== undefined) {
      let data1 = data.namespaces;
      if (Array.isArray(data1)) {
        if (data1.length < 1) {
          const err5 = {
            instancePath: instancePath + "/namespaces",
            schemaPath: "#/properties/namespaces/minItems",
            keyword: "minItems",
            params: { limit: 1 },
          };
          if (vErrors === null) {
            vErrors = [err5];
          } else {
            vErrors.push(err5);
          }
          errors++;
        }
        const len0 = data1.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data2 = data1[i0];
          if (typeof data2 === "string") {
            if (!pattern3.test(data2)) {
              const err6 = {
                instancePath: instancePath + "/namespaces/" + i0,
                schemaPath: "#/properties/namespaces/items/pattern",
                keyword: "pattern",
                params: { pattern: "^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$" },
              };
              if (vErrors === null) {
                vErrors = [err6];
              } else {
                vErrors.push(err6);
              }
              errors++;
            }
          } else {
            const err7 = {
              instancePath: instancePath + "/namespaces/" + i0,
              schemaPath: "#/properties/namespaces/items/type",
              keyword: "type",
              params: { type: "string" },
            };
            if (vErrors === null) {
              vErrors = [err7];
            } else {
              vErrors.push(err7);
            }
            errors++;
          }
        }
      } else {
        const err8 = {
          instancePath: instancePath + "/namespaces",
          schemaPath: "#/properties/namespaces/type",
          keyword: "type",
          params: { type: "array" },
        };
        if (vErrors === null) {
          vErrors = [err8];
        } else {
          vErrors.push(err8);
        }
        errors++;
      }
    }
    let data3 = data.rules;
    if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {
      for (const key1 in data3) {
        let data4 = data3[key1];
        if (typeof data4 !== "string") {
          const err9 = {
            instancePath: instancePath + "/rules/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),
            schemaPath: "#/properties/rules/additionalProperties/type",
            keyword: "type",
            params: { type: "string" },
          };
          if (vErrors === null) {
            vErrors = [err9];
          } else {
            vErrors.push(err9);
          }
          errors++;
        }
        if (!(data4 === "enforce" || data4 === "warn" || data4 === "off")) {
          const err10 = {
            instancePath: instancePath + "/rules/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),
            schemaPath: "#/properties/rules/additionalProperties/enum",
            keyword: "enum",
            params: { allowedValues: schema16.properties.rules.additionalProperties.enum },
          };
          if (vErrors === null) {
            vErrors = [err10];
          } else {
            vErrors.push(err10);
          }
          errors++;
        }
      }
    } else {
      const err11 = {
        instancePath: instancePath + "/rules",
        schemaPath: "#/properties/rules/type",
        keyword: "type",
        params: { type: "object" },
      };
      if (vErrors === null) {
        vErrors = [err11];
      } else {
        vErrors.push(err11);
      }
      errors++;
    }
    if (
      !validatePlatformAgain(data.platform, {
        instancePath: instancePath + "/platform",
        parentData: data,
        parentDataProperty: "platform",
        rootData,
      })
    ) {
      vErrors =
        vErrors === null ? validatePlatformAgain.errors : vErrors.concat(validatePlatformAgain.errors);
      errors = vErrors.length;
    }
    if (
      !validateInjectionAgain(data.injection, {
        instancePath: instancePath + "/injection",
        parentData: data,
        parentDataProperty: "injection",
        rootData,
      })
    ) {
      vErrors =
        vErrors === null ? validateInjectionAgain.errors : vErrors.concat(validateInjectionAgain.errors);
      errors = vErrors.length;
    }
    if (data.mutate !== undefined) {
      if (typeof data.mutate !== "boolean") {
        const err12 = {
          instancePath: instancePath + "/mutate",
          schemaPath: "#/properties/mutate/type",
          keyword: "type",
          params: { type: "boolean" },
        };
        if (vErrors === null) {
          vErrors = [err12];
        } else {
          vErrors.push(err12);
        }
        errors++;
      }
    }
    if (data.adopt !== undefined) {
      let data8 = data.adopt;
      if (typeof data8 !== "string") {
        const err13 = {
          instancePath: instancePath + "/adopt",
          schemaPath: "#/properties/adopt/type",
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
      if (!(data8 === "asked" || data8 === "stopped" || data8 === "never")) {
        const err14 = {
          instancePath: instancePath + "/adopt",
          schemaPath: "#/properties/adopt/enum",
          keyword: "enum",
          params: { allowedValues: schema16.properties.adopt.enum },
        };
        if (vErrors === null) {
          vErrors = [err14];
        } else {
          vErrors.push(err14);
        }
        errors++;
      }
    }
  } else {
    const err15 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
      vErrors = [err15];
    } else {
      vErrors.push(err15);
    }
    errors++;
  }
  validateProfiles.errors = vErrors;
  return errors === 0;
}

const pattern5 = new RegExp("^[a-z0-9*]([a-z0-9.*-]{0,251}[a-z0-9*])?$", "u");
const formats8 = formats["one-line"];
const formats12 = formats.date;

function validateExemptions(
  data,
  { instancePath = "", parentData, parentDataProperty, rootData = data } = {},
) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.names === undefined) {
      data.names = ["*"];
    }
    if (data.rules === undefined) {
      const err0 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "rules" },
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (data.namespaces === undefined) {
      const err1 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "namespaces" },
      };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    if (data.reason === undefined) {
      const err2 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "reason" },
      };
      if (vErrors === null) {
        vErrors = [err2];
      } else {
        vErrors.push(err2);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(
        key0 === "rules" ||
        key0 === "namespaces" ||
        key0 === "names" ||
        key0 === "reason" ||
        key0 === "asked" ||
        key0 === "owner" ||
        key0 === "expires"
      )) {
        const err3 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
        };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
    if (data.rules !== undefined) {
      let data0 = data.rules;
      if (Array.isArray(data0)) {
        if (data0.length < 1) {
          const err4 = {
            instancePath: instancePath + "/rules",
            schemaPath: "#/properties/rules/minItems",
            keyword: "minItems",
            params: { limit: 1 },
          };
          if (vErrors === null) {
            vErrors = [err4];
          } else {
            vErrors.push(err4);
          }
          errors++;
        }
        const len0 = data0.length;
        for (let i0 = 0; i0 < len0; i0++) {
          if (typeof data0[i0] !== "string") {
            const err5 = {
              instancePath: instancePath + "/rules/" + i0,
              schemaPath: "#/properties/rules/items/type",
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
        }
      } else {
        const err6 = {
          instancePath: instancePath + "/rules",
          schemaPath: "#/properties/rules/type",
          keyword: "type",
          params: { type: "array" },
        };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
    }
    if (data.namespaces !== undefined) {
      let data2 = data.namespaces;
      if (Array.isArray(data2)) {
        if (data2.length < 1) {
          const err7 = {
            instancePath: instancePath + "/namespaces",
            schemaPath: "#/properties/namespaces/minItems",
            keyword: "minItems",
            params: { limit: 1 },
          };
          if (vErrors === null) {
            vErrors = [err7];
          } else {
            vErrors.push(err7);
          }
          errors++;
        }
        const len1 = data2.length;
        for (let i1 = 0; i1 < len1; i1++) {
          let data3 = data2[i1];
          if (typeof data3 === "string") {
            if (!pattern3.test(data3)) {
              const err8 = {
                instancePath: instancePath + "/namespaces/" + i1,
                schemaPath: "#/properties/namespaces/items/pattern",
                keyword: "pattern",
                params: { pattern: "^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$" },
              };
              if (vErrors === null) {
                vErrors = [err8];
              } else {
                vErrors.push(err8);
              }
              errors++;
            }
          } else {
            const err9 = {
              instancePath: instancePath + "/namespaces/" + i1,
              schemaPath: "#/properties/namespaces/items/type",
              keyword: "type",
              params: { type: "string" },
            };
            if (vErrors === null) {
              vErrors = [err9];
            } else {
              vErrors.push(err9);
            }
            errors++;
          }
        }
      } else {
        const err10 = {
          instancePath: instancePath + "/namespaces",
          schemaPath: "#/properties/namespaces/type",
          keyword: "type",
          params: { type: "array" },
        };
        if (vErrors === null) {
          vErrors = [err10];
        } else {
          vErrors.push(err10);
        }
        errors++;
      }
    }
    let data4 = data.names;
    if (Array.isArray(data4)) {
      if (data4.length < 1) {
        const err11 = {
          instancePath: instancePath + "/names",
          schemaPath: "#/properties/names/minItems",
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
      const len2 = data4.length;
      for (let i2 = 0; i2 < len2; i2++) {
        let data5 = data4[i2];
        if (typeof data5 === "string") {
          if (!pattern5.test(data5)) {
            const err12 = {
              instancePath: instancePath + "/names/" + i2,
              schemaPath: "#/properties/names/items/pattern",
              keyword: "pattern",
              params: { pattern: "^[a-z0-9*]([a-z0-9.*-]{0,251}[a-z0-9*])?$" },
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
            instancePath: instancePath + "/names/" + i2,
            schemaPath: "#/properties/names/items/type",
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
        instancePath: instancePath + "/names",
        schemaPath: "#/properties/names/type",
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
    if (data.reason !== undefined) {
      let data6 = data.reason;
      if (typeof data6 === "string") {
        if (!formats8(data6)) {
          const err15 = {
            instancePath: instancePath + "/reason",
            schemaPath: "#/properties/reason/format",
            keyword: "format",
            params: { format: "one-line" },
          };
          if (vErrors === null) {
            vErrors = [err15];
          } else {
            vErrors.push(err15);
          }
          errors++;
        }
      } else {
        const err16 = {
          instancePath: instancePath + "/reason",
          schemaPath: "#/properties/reason/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err16];
        } else {
          vErrors.push(err16);
        }
        errors++;
      }
    }
    if (data.asked !== undefined) {
      if (typeof data.asked !== "boolean") {
        const err17 = {
          instancePath: instancePath + "/asked",
          schemaPath: "#/properties/asked/type",
          keyword: "type",
          params: { type: "boolean" },
        };
        if (vErrors === null) {
          vErrors = [err17];
        } else {
          vErrors.push(err17);
        }
        errors++;
      }
    }
    if (data.owner !== undefined) {
      let data8 = data.owner;
      if (typeof data8 === "string") {
        if (!formats8(data8)) {
          const err18 = {
            instancePath: instancePath + "/owner",
            schemaPath: "#/properties/owner/format",
            keyword: "format",
            params: { format: "one-line" },
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
          instancePath: instancePath + "/owner",
          schemaPath: "#/properties/owner/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err19];
        } else {
          vErrors.push(err19);
        }
        errors++;
      }
    }
    if (data.expires !== undefined) {
      let data9 = data.expires;
      if (typeof data9 === "string") {
        if (!formats12(data9)) {
          const err20 = {
            instancePath: instancePath + "/expires",
            schemaPath: "#/properties/expires/format",
            keyword: "format",
            params: { format: "date" },
          };
          if (vErrors === null) {
            vErrors = [err20];
          } else {
            vErrors.push(err20);
          }
          errors++;
        }
      } else {
        const err21 = {
          instancePath: instancePath + "/expires",
          schemaPath: "#/properties/expires/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err21];
        } else {
          vErrors.push(err21);
        }
        errors++;
      }
    }
  } else {
    const err22 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
      vErrors = [err22];
    } else {
      vErrors.push(err22);
    }
    errors++;
  }
  validateExemptions.errors = vErrors;
  return errors === 0;
}

const schema18 = {
  $id: "policy",
  type: "object",
  properties: {
    apiVersion: { type: "string", enum: ["vmgate.cpln.io/v1"] },
    kind: { type: "string", enum: ["Policy"] },
    platform: { $ref: "platform", default: {} },
    injection: { $ref: "injection", default: {} },
    mutate: { type: "boolean", default: true },
    adopt: { type: "string", enum: ["asked", "stopped", "never"], default: "asked" },
    contact: { type: "string", pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f]{1,200}$" },
    rules: {
      type: "object",
      additionalProperties: { type: "string", enum: ["enforce", "warn", "off"] },
      default: {},
    },
    profiles: { type: "array", items: { $ref: "profiles" }, default: [] },
    exemptions: { type: "array", items: { $ref: "exemptions" }, default: [] },
  },
  required: ["apiVersion", "kind"],
  additionalProperties: false,
};
const func2 = Object.prototype.hasOwnProperty;
const pattern6 = new RegExp("^[^\\u0000-\\u001f\\u007f-\\u009f]{1,200}$", "u");

function validatePolicy(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === undefined) {
      data.platform = {};
    }
    if (data.injection === undefined) {
      data.injection = {};
    }
    if (data.mutate === undefined) {
      data.mutate = true;
    }
    if (data.adopt === undefined) {
      data.adopt = "asked";
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
      if (!func2.call(schema18.properties, key0)) {
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
          params: { allowedValues: schema18.properties.apiVersion.enum },
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
          params: { allowedValues: schema18.properties.kind.enum },
        };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
    }
    if (
      !validatePlatform(data.platform, {
        instancePath: instancePath + "/platform",
        parentData: data,
        parentDataProperty: "platform",
        rootData,
      })
    ) {
      vErrors = vErrors === null ? validatePlatform.errors : vErrors.concat(validatePlatform.errors);
      errors = vErrors.length;
    }
    if (
      !validateInjection(data.injection, {
        instancePath: instancePath + "/injection",
        parentData: data,
        parentDataProperty: "injection",
        rootData,
      })
    ) {
      vErrors = vErrors === null ? validateInjection.errors : vErrors.concat(validateInjection.errors);
      errors = vErrors.length;
    }
    if (typeof data.mutate !== "boolean") {
      const err7 = {
        instancePath: instancePath + "/mutate",
        schemaPath: "#/properties/mutate/type",
        keyword: "type",
        params: { type: "boolean" },
      };
      if (vErrors === null) {
        vErrors = [err7];
      } else {
        vErrors.push(err7);
      }
      errors++;
    }
    let data5 = data.adopt;
    if (typeof data5 !== "string") {
      const err8 = {
        instancePath: instancePath + "/adopt",
        schemaPath: "#/properties/adopt/type",
        keyword: "type",
        params: { type: "string" },
      };
      if (vErrors === null) {
        vErrors = [err8];
      } else {
        vErrors.push(err8);
      }
      errors++;
    }
    if (!(data5 === "asked" || data5 === "stopped" || data5 === "never")) {
      const err9 = {
        instancePath: instancePath + "/adopt",
        schemaPath: "#/properties/adopt/enum",
        keyword: "enum",
        params: { allowedValues: schema18.properties.adopt.enum },
      };
      if (vErrors === null) {
        vErrors = [err9];
      } else {
        vErrors.push(err9);
      }
      errors++;
    }
    if (data.contact !== undefined) {
      let data6 = data.contact;
      if (typeof data6 === "string") {
        if (!pattern6.test(data6)) {
          const err10 = {
            instancePath: instancePath + "/contact",
            schemaPath: "#/properties/contact/pattern",
            keyword: "pattern",
            params: { pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f]{1,200}$" },
          };
          if (vErrors === null) {
            vErrors = [err10];
          } else {
            vErrors.push(err10);
          }
          errors++;
        }
      } else {
        const err11 = {
          instancePath: instancePath + "/contact",
          schemaPath: "#/properties/contact/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err11];
        } else {
          vErrors.push(err11);
        }
        errors++;
      }
    }
    let data7 = data.rules;
    if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
      for (const key1 in data7) {
        let data8 = data7[key1];
        if (typeof data8 !== "string") {
          const err12 = {
            instancePath: instancePath + "/rules/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),
            schemaPath: "#/properties/rules/additionalProperties/type",
            keyword: "type",
            params: { type: "string" },
          };
          if (vErrors === null) {
            vErrors = [err12];
          } else {
            vErrors.push(err12);
          }
          errors++;
        }
        if (!(data8 === "enforce" || data8 === "warn" || data8 === "off")) {
          const err13 = {
            instancePath: instancePath + "/rules/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),
            schemaPath: "#/properties/rules/additionalProperties/enum",
            keyword: "enum",
            params: { allowedValues: schema18.properties.rules.additionalProperties.enum },
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
        instancePath: instancePath + "/rules",
        schemaPath: "#/properties/rules/type",
        keyword: "type",
        params: { type: "object" },
      };
      if (vErrors === null) {
        vErrors = [err14];
      } else {
        vErrors.push(err14);
      }
      errors++;
    }
    let data9 = data.profiles;
    if (Array.isArray(data9)) {
      const len0 = data9.length;
      for (let i0 = 0; i0 < len0; i0++) {
        if (
          !validateProfiles(data9[i0], {
            instancePath: instancePath + "/profiles/" + i0,
            parentData: data9,
            parentDataProperty: i0,
            rootData,
          })
        ) {
          vErrors = vErrors === null ? validateProfiles.errors : vErrors.concat(validateProfiles.errors);
          errors = vErrors.length;
        }
      }
    } else {
      const err15 = {
        instancePath: instancePath + "/profiles",
        schemaPath: "#/properties/profiles/type",
        keyword: "type",
        params: { type: "array" },
      };
      if (vErrors === null) {
        vErrors = [err15];
      } else {
        vErrors.push(err15);
      }
      errors++;
    }
    let data11 = data.exemptions;
    if (Array.isArray(data11)) {
      const len1 = data11.length;
      for (let i1 = 0; i1 < len1; i1++) {
        if (
          !validateExemptions(data11[i1], {
            instancePath: instancePath + "/exemptions/" + i1,
            parentData: data11,
            parentDataProperty: i1,
            rootData,
          })
        ) {
          vErrors = vErrors === null ? validateExemptions.errors : vErrors.concat(validateExemptions.errors);
          errors = vErrors.length;
        }
      }
    } else {
      const err16 = {
        instancePath: instancePath + "/exemptions",
        schemaPath: "#/properties/exemptions/type",
        keyword: "type",
        params: { type: "array" },
      };
      if (vErrors === null) {
        vErrors = [err16];
      } else {
        vErrors.push(err16);
      }
      errors++;
    }
  } else {
    const err17 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    if (vErrors === null) {
      vErrors = [err17];
    } else {
      vErrors.push(err17);
    }
    errors++;
  }
  validatePolicy.errors = vErrors;
  return errors === 0;
}
