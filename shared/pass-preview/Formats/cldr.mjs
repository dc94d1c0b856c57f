// Writes cldr.json: what dates, numbers and amounts need of the Unicode CLDR, for the languages below.
// node cldr.mjs, beside a node_modules with cldr-core, cldr-dates-full and cldr-numbers-full.
import { readFileSync, writeFileSync, existsSync } from "node:fs";

const locales = ("en en-AU en-CA en-GB en-IE en-IN en-NZ zh zh-Hant hi es es-MX es-US fr fr-CA fr-CH ar ar-EG ar-SA bn pt pt-PT ru ur "
  + "de de-AT de-CH it nl pl tr ja ko sv da no fi cs uk el he hu ro id vi th fa bg hr sk ca").split(" ");
const currencies = ("USD EUR GBP JPY CNY INR KRW ILS VND BRL CAD AUD NZD HKD TWD MXN CHF SEK NOK DKK PLN CZK HUF RON TRY RUB UAH SAR AED "
  + "EGP BDT PKR THB IDR ZAR NGN SGD PHP").split(" ");
const read = (pack, locale, file) => JSON.parse(readFileSync(`node_modules/${pack}/main/${locale}/${file}.json`, "utf8")).main[locale];
const digits = JSON.parse(readFileSync("node_modules/cldr-core/supplemental/numberingSystems.json", "utf8")).supplemental.numberingSystems;
const fractions = JSON.parse(readFileSync("node_modules/cldr-core/supplemental/currencyData.json", "utf8")).supplemental.currencyData.fractions;
// A narrow space before AM and PM is only in the newest systems.
const text = (formats, name) => (typeof formats[name] === "string" ? formats[name] : formats[name]._value).replace("\u202fa", " a");
const out = { fractions: {}, locales: {} };
for (const [code, value] of Object.entries(fractions)) if (code !== "DEFAULT" && value._digits !== "2") out.fractions[code] = Number(value._digits);
for (const locale of locales) {
  if (!existsSync(`node_modules/cldr-dates-full/main/${locale}`)) throw new Error(locale);
  const dates = read("cldr-dates-full", locale, "ca-gregorian").dates.calendars.gregorian;
  const day = read("cldr-dates-full", locale, "dateFields").dates.fields.day;
  const numbers = read("cldr-numbers-full", locale, "numbers").numbers;
  const money = read("cldr-numbers-full", locale, "currencies").numbers.currencies;
  const system = numbers.defaultNumberingSystem;
  const symbols = numbers[`symbols-numberSystem-${system}`];
  const names = ["short", "medium", "long", "full"];
  const at = dates["dateTimeFormats-atTime"]?.standard ?? dates.dateTimeFormats;
  out.locales[locale] = {
    months: Object.values(dates.months.format.wide), monthsShort: Object.values(dates.months.format.abbreviated),
    monthsAlone: Object.values(dates.months["stand-alone"].wide),
    days: Object.values(dates.days.format.wide), daysShort: Object.values(dates.days.format.abbreviated),
    ampm: [dates.dayPeriods.format.abbreviated["am-alt-variant"] && locale !== "en" ? dates.dayPeriods.format.abbreviated.am
      : dates.dayPeriods.format.abbreviated.am, dates.dayPeriods.format.abbreviated.pm],
    date: names.map((name) => text(dates.dateFormats, name)), time: ["short", "medium"].map((name) => text(dates.timeFormats, name)),
    join: names.map((name, i) => text(i < 2 ? dates.dateTimeFormats : at, name)),
    relative: [-1, 0, 1].map((n) => day[`relative-type-${n}`]),
    decimal: symbols.decimal, group: symbols.group, minus: symbols.minusSign, percentSign: symbols.percentSign,
    digits: system === "latn" ? "" : digits[system]._digits, minGroup: Number(numbers.minimumGroupingDigits),
    number: numbers[`decimalFormats-numberSystem-${system}`].standard, percent: numbers[`percentFormats-numberSystem-${system}`].standard,
    currency: numbers[`currencyFormats-numberSystem-${system}`].standard,
    symbols: Object.fromEntries(currencies.filter((c) => money[c]?.symbol && money[c].symbol !== c).map((c) => [c, money[c].symbol])),
  };
}
writeFileSync("cldr.json", JSON.stringify(out));
