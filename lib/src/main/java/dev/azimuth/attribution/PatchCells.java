package dev.azimuth.attribution;

import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import java.util.ArrayList;
import java.util.List;

/** The patches of a sweep, in the order of the pass, so that those of one batch lie close together. */
final class PatchCells {
    private PatchCells() {}

    static List<PatchCell> of(ActivationPatching sweep, PatchSources sources) {
        List<PatchCell> cells = new ArrayList<>();
        for (int layer : sweep.layers) {
            for (HookPoint point : sweep.points) {
                HookName name = point.at(layer);
                boolean hasHeads = point.headAxis() >= 0;
                int heads = hasHeads ? sources.heads(name) : 1;
                boolean positions = !hasHeads || sweep.headsByPosition;
                int places = positions ? sources.pair().length() : 1;
                for (int head = 0; head < heads; head++) {
                    for (int place = 0; place < places; place++) {
                        cells.add(new PatchCell(
                                name, hasHeads ? head : PatchCell.ALL, positions ? place : PatchCell.ALL));
                    }
                }
            }
        }
        return cells;
    }

    /** The places that {@code sweep} patches. */
    static boolean isPlace(ActivationPatching sweep, HookName name) {
        return sweep.points.contains(name.point()) && sweep.layers.contains(name.layer());
    }
}
