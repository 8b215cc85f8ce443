import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll } from "vitest";
import { debianPrograms, describeSoftware } from "../user-data/guest-software/software.ts";

/** A Chromium without a window, and fonts. */
const software = debianPrograms(["chromium-headless-shell", "fonts-liberation"]);

/** What a person may look with. */
export interface Look {
  readonly width: number;
  readonly height: number;
  readonly scheme: "light" | "dark";
}

/** A desktop and a phone, by day and by night. */
export const looks = {
  desktopLight: { width: 1280, height: 900, scheme: "light" },
  desktopDark: { width: 1280, height: 900, scheme: "dark" },
  phoneLight: { width: 390, height: 844, scheme: "light" },
  phoneDark: { width: 390, height: 844, scheme: "dark" },
} as const satisfies Readonly<Record<string, Look>>;

/** A page and what went wrong on it: errors of its scripts, and requests for anything but itself. */
export interface OpenPage {
  readonly page: Page;
  readonly troubles: readonly string[];
}

/** Opens a page in a browser that all tests of a file share. */
export type OpenUrl = (url: string, look: Look) => Promise<OpenPage>;

/** Declares tests that need Chromium; skipped where it can't be had, which in a full run is a failure. */
export function describeChromium(name: string, declare: (open: OpenUrl) => void): void {
  describeSoftware(name, software, (folder) => {
    const home = mkdtempSync(join(tmpdir(), "vmgate-chromium-"));
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await launch(folder, home);
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      rmSync(home, { recursive: true });
    });
    declare(async (url, look) => {
      if (browser === undefined) throw new Error("Chromium did not start");
      return openPage(await browser.newPage(), url, look);
    });
  });
}

/** Starts the browser with the libraries and fonts that were unpacked beside it. */
function launch(folder: string, home: string): Promise<Browser> {
  const fonts = join(home, "fonts.conf");
  writeFileSync(fonts, fontSettings([join(folder, "usr/share/fonts"), "/usr/share/fonts"], home));
  const libraries = ["x86_64-linux-gnu", "aarch64-linux-gnu"].flatMap((name) => [
    join(folder, "usr/lib", name),
    join(folder, "usr/lib", name, "pulseaudio"),
  ]);
  return puppeteer.launch({
    executablePath: join(folder, "usr/lib/chromium/chromium-headless-shell"),
    args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
    env: { ...process.env, HOME: home, FONTCONFIG_FILE: fonts, LD_LIBRARY_PATH: libraries.join(":") },
  });
}

function fontSettings(folders: readonly string[], cache: string): string {
  const families = [
    ["system-ui", "Liberation Sans"],
    ["sans", "Liberation Sans"],
    ["sans-serif", "Liberation Sans"],
    ["monospace", "Liberation Mono"],
  ].map(
    ([family = "", font = ""]) =>
      `<alias binding="same"><family>${family}</family><prefer><family>${font}</family></prefer></alias>`,
  );
  const dirs = folders.map((folder) => `<dir>${folder}</dir>`).join("");
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${dirs}${families.join("")}<cachedir>${cache}</cachedir></fontconfig>`;
}

async function openPage(page: Page, url: string, { width, height, scheme }: Look): Promise<OpenPage> {
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) troubles.push(`request for ${request.url()}`);
  });
  await page.setViewport({ width, height, hasTouch: width < 500, isMobile: width < 500 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(url);
  return { page, troubles };
}
