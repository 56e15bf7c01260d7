// Starts fselint lsp for XML documents; the server itself tells which of them are CDAs.
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

async function start() {
  const settings = vscode.workspace.getConfiguration("fselint");
  const server = { command: settings.get("path"), args: ["lsp", ...settings.get("arguments")] };
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder) server.options = { cwd: folder.uri.fsPath }; // where the project file is
  client = new LanguageClient("fselint", server, { documentSelector: [{ language: "xml", scheme: "file" }, { language: "xml", scheme: "untitled" }] });
  await client.start();
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

exports.activate = async (context) => {
  const restart = async () => {
    await stop();
    await start();
  };
  context.subscriptions.push(
    vscode.commands.registerCommand("fselint.restart", restart),
    vscode.workspace.onDidChangeConfiguration((e) => e.affectsConfiguration("fselint") && restart()),
  );
  await start();
};

exports.deactivate = stop;
