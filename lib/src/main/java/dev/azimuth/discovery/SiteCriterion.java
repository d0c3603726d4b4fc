package dev.azimuth.discovery;

import java.util.List;

/**
 * A way to choose among sites. It may use the validation data of a grid, never the test data; implement it to choose by a
 * measure of one's own.
 */
public interface SiteCriterion {
    /** A verdict on each site it considers; those it leaves out are not chosen. */
    List<SiteVerdict> judge(SiteGrid grid);
}
