import markdownIt from "markdown-it";

const inScript = (text) => text.replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);

export default function (config) {
  const markdown = markdownIt();
  config.addFilter("md", (text) => markdown.render(text));
  config.addFilter("jsonld", (n) => inScript(JSON.stringify({
    "@context": "https://schema.org",
    "@type": "Report",
    identifier: n.id,
    headline: n.title,
    datePublished: n.date,
    dateModified: n.updated,
    inLanguage: "zh-CN",
    url: process.env.BASE + n.path,
    about: { "@type": "Organization", name: n.org, address: n.address },
    spatialCoverage: n.town_name,
    articleSection: n.sector_name,
    keywords: n.hazards,
    publisher: { "@type": "GovernmentOrganization", name: n.agency },
    isBasedOn: n.source_url,
  })));
  config.setQuietMode(true);
  return { dir: { input: "src" }, htmlTemplateEngine: "njk" };
}
