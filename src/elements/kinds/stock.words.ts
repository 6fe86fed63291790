export const STOCK_WORDS = {
  left: {
    en: "{count, plural, one {Only one left in stock} other {Only # left in stock}}",
    fa: "{count, plural, =1 {تنها یک عدد در انبار مانده است} other {تنها # عدد در انبار مانده است}}",
    ar: "{count, plural, one {بقيت قطعة واحدة في المخزون} two {بقيت قطعتان في المخزون} few {بقيت # قطع في المخزون} many {بقيت # قطعة في المخزون} other {بقيت # قطعة في المخزون}}",
  },
} as const;
