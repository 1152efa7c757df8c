/** The directive language: parse, check, explain. Every setting is declared once. */
module dev.usher.config {
    requires static org.jspecify;

    exports dev.usher.config;
}
