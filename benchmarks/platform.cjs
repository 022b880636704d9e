"use strict";
// Builds the graph of platform_graph.py, whose file is the only argument, with deep imports of what it uses alone.
// What refers to another resource reads the attribute from that resource's object, as a program would.
const fs = require("node:fs");
const { App, TerraformOutput, TerraformStack } = require("cdktf");

const REFERENCE = /\$\{((?:aws|databricks)_\w+\.[\w-]+)\.(\w+)\}/g;

const graph = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const app = new App();
for (const { stack: name, providers, resources, outputs } of graph) {
  const stack = new TerraformStack(app, name);
  const byName = new Map();
  for (const { module, class: className, name: address, config } of providers) {
    byName.set(address, new (require(module)[className])(stack, address.replace(".", "-"), config));
  }
  const given = new Map(resources.map((resource) => [resource.address, resource]));
  const made = new Map();

  function withReferences(value) {
    if (typeof value === "string") {
      return value.replace(REFERENCE, (written, address, attribute) =>
        given.has(address) ? make(address).getStringAttribute(attribute) : written,
      );
    }
    if (Array.isArray(value)) return value.map(withReferences);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, withReferences(held)]));
  }

  function make(address) {
    if (made.has(address)) return made.get(address);
    const { module, class: className, id, config, provider, dependsOn, provisioners } = given.get(address);
    const own = withReferences(config);
    if (provider) own.provider = byName.get(provider);
    const resource = new (require(module)[className])(stack, `${className}-${id}`, own);
    resource.overrideLogicalId(id);
    made.set(address, resource);
    if (dependsOn) resource.dependsOn = dependsOn;
    if (provisioners) resource.addOverride("provisioner", provisioners);
    return resource;
  }

  for (const address of given.keys()) make(address);
  for (const [id, config] of Object.entries(outputs)) {
    const output = new TerraformOutput(stack, `output-${id}`, withReferences(config));
    output.overrideLogicalId(id);
  }
}
app.synth();
