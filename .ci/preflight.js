// Says what is missing before a script fails for the want of it. Plain JavaScript: it has to run on any Node.
const [major] = process.versions.node.split(".");
if (Number(major) < 24) {
  console.error(
    `Node 24 is missing (found ${process.version}): npm installs it with an install script; run "npm ci --ignore-scripts=false"`,
  );
  process.exit(1);
}
