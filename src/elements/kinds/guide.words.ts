export const GUIDE_WORDS = {
  ebook: { en: "Guide to read", fa: "راهنمای خواندنی", ar: "دليل للقراءة" },
  article: { en: "Article", fa: "مقاله", ar: "مقال" },
  video: { en: "Video", fa: "ویدئو", ar: "فيديو" },
  minutes: {
    en: "{count, plural, one {# minute} other {# minutes}}",
    fa: "{count} دقیقه",
    ar: "{count, plural, one {دقيقة واحدة} two {دقيقتان} few {# دقائق} many {# دقيقة} other {# دقيقة}}",
  },
  pages: {
    en: "{count, plural, one {# page} other {# pages}}",
    fa: "{count} صفحه",
    ar: "{count, plural, one {صفحة واحدة} two {صفحتان} few {# صفحات} many {# صفحة} other {# صفحة}}",
  },
} as const;
