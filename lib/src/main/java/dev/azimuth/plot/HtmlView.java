package dev.azimuth.plot;

/** Something a notebook shows as HTML and as nothing richer. All text from data or models is already escaped. */
public interface HtmlView {
    /** An HTML fragment that needs no style sheet, no script and no network. */
    String toHtml();
}
