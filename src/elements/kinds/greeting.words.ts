export const GREETING_WORDS = {
  hello: { en: "Welcome back", fa: "خوش برگشتید", ar: "أهلًا بعودتك" },
  helloName: { en: "Welcome back, {name}", fa: "{name}، خوش برگشتید", ar: "أهلًا بعودتك، {name}" },
} as const;
