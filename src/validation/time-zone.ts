import type { Field } from "../field/field.ts";
import { invalid, type FieldError } from "../field/error.ts";
import { fixedByValue } from "../field/fix.ts";

/**
 * Names of the IANA time zone database (2025b) that `Intl.supportedValuesOf` leaves out because they are
 * links, or because ICU prefers an older name: by area, then the names without one.
 */
const links: Readonly<Record<string, string>> = {
  Africa: "Asmara Timbuktu",
  America:
    "Argentina/Buenos_Aires Argentina/Catamarca Argentina/ComodRivadavia Argentina/Cordoba Argentina/Jujuy Argentina/Mendoza Atikokan Atka Ensenada Fort_Wayne Indiana/Indianapolis Kentucky/Louisville Knox_IN Montreal Nipigon Nuuk Pangnirtung Porto_Acre Rainy_River Rosario Santa_Isabel Shiprock Thunder_Bay Virgin Yellowknife",
  Antarctica: "South_Pole",
  Asia: "Ashkhabad Choibalsan Chongqing Chungking Dacca Harbin Ho_Chi_Minh Istanbul Kashgar Kathmandu Kolkata Macao Tel_Aviv Thimbu Ujung_Pandang Ulan_Bator Yangon",
  Atlantic: "Faroe Jan_Mayen",
  Australia: "ACT Canberra Currie LHI NSW North Queensland South Tasmania Victoria West Yancowinna",
  Brazil: "Acre DeNoronha East West",
  Canada: "Atlantic Central Eastern Mountain Newfoundland Pacific Saskatchewan Yukon",
  Chile: "Continental EasterIsland",
  Etc: "GMT GMT+0 GMT+1 GMT+10 GMT+11 GMT+12 GMT+2 GMT+3 GMT+4 GMT+5 GMT+6 GMT+7 GMT+8 GMT+9 GMT-0 GMT-1 GMT-10 GMT-11 GMT-12 GMT-13 GMT-14 GMT-2 GMT-3 GMT-4 GMT-5 GMT-6 GMT-7 GMT-8 GMT-9 GMT0 Greenwich UCT UTC Universal Zulu",
  Europe: "Belfast Kyiv Nicosia Tiraspol Uzhgorod Zaporozhye",
  Mexico: "BajaNorte BajaSur General",
  Pacific: "Chuuk Johnston Kanton Pohnpei Samoa Yap",
  US: "Alaska Aleutian Arizona Central East-Indiana Eastern Hawaii Indiana-Starke Michigan Mountain Pacific Samoa",
  "": "CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland Iran Israel Jamaica Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK Singapore Turkey UCT UTC Universal W-SU WET Zulu",
};

/**
 * Every name of the database in its own spelling. The name ends up as TZ of QEMU, where it is the name
 * of a file: Intl.DateTimeFormat would take it in any case, and take ICU's own names (PST, IST) and
 * offsets (+01:00) too, all of which would silently give UTC. Renamed zones come with the list above, new
 * ones with the JavaScript runtime.
 */
const names: ReadonlySet<string> = new Set([
  ...Intl.supportedValuesOf("timeZone"),
  ...Object.entries(links).flatMap(([area, list]) =>
    list.split(" ").map((name) => (area === "" ? name : `${area}/${name}`)),
  ),
]);

/** Findings for a field that holds the name of a time zone, exactly as the IANA database spells it. */
export function checkTimeZone(timezone: Field): FieldError[] {
  if (timezone.string !== undefined && names.has(timezone.string)) return [];
  const meant = similarTimeZone(timezone.string ?? "");
  const allowed = "must be a time zone name of the IANA database";
  if (meant === undefined)
    return [invalid(timezone, allowed, 'use a name such as "UTC" or "America/New_York"')];
  return [fixedByValue(invalid(timezone, allowed, `use "${meant}"`), meant)];
}

/** The name that a text was probably meant to be: the same but for case and blanks. */
function similarTimeZone(text: string): string | undefined {
  const wanted = fold(text.slice(0, longestName));
  return [...names].find((name) => fold(name) === wanted);
}

/** Longer than any name, so that folding costs nothing whatever was sent. */
const longestName = 64;

function fold(name: string): string {
  return name.trim().replaceAll(" ", "_").toLowerCase();
}
