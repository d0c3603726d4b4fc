package dev.azimuth.plot;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Places for the names of a graph. Each group of linked points is spread by forces (Fruchterman and Reingold, 1991)
 * from a circle, so that the same graph always looks the same; the groups are set beside each other, largest first.
 */
final class GraphLayout {
    private static final int ROUNDS = 200;

    private final double[][] links;
    private final double[][] at;

    private GraphLayout(double[][] links) {
        this.links = links;
        this.at = new double[links.length][2];
    }

    /** Of links {@code [n, n]} above the diagonal; the places, {@code [n, 2]}. */
    static double[][] of(double[][] links) {
        GraphLayout layout = new GraphLayout(links);
        List<List<Integer>> groups = layout.groups();
        groups.sort(Comparator.comparingInt(group -> -group.size()));
        groups.forEach(layout::spread);
        layout.shelve(groups);
        return layout.at;
    }

    private double link(int i, int j) {
        return Math.abs(links[Math.min(i, j)][Math.max(i, j)]);
    }

    private List<List<Integer>> groups() {
        boolean[] seen = new boolean[links.length];
        List<List<Integer>> groups = new ArrayList<>();
        for (int start = 0; start < links.length; start++) {
            if (seen[start]) {
                continue;
            }
            List<Integer> group = new ArrayList<>();
            Deque<Integer> waiting = new ArrayDeque<>(List.of(start));
            seen[start] = true;
            while (!waiting.isEmpty()) {
                int i = waiting.remove();
                group.add(i);
                for (int j = 0; j < links.length; j++) {
                    if (!seen[j] && link(i, j) > 0) {
                        seen[j] = true;
                        waiting.add(j);
                    }
                }
            }
            groups.add(group);
        }
        return groups;
    }

    private void spread(List<Integer> group) {
        int n = group.size();
        double radius = n == 1 ? 0 : 0.5 * Math.sqrt(n);
        for (int a = 0; a < n; a++) {
            double angle = 2 * Math.PI * a / n;
            at[group.get(a)] = new double[] {radius * Math.cos(angle), radius * Math.sin(angle)};
        }
        for (int round = 0; round < ROUNDS && n > 2; round++) {
            double most = 0.3 * (1 - (double) round / ROUNDS);
            double[][] forces = new double[n][2];
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < n; b++) {
                    if (a != b) {
                        push(forces[a], group.get(a), group.get(b));
                    }
                }
            }
            for (int a = 0; a < n; a++) {
                double size = Math.hypot(forces[a][0], forces[a][1]);
                double step = size == 0 ? 0 : Math.min(size, most) / size;
                at[group.get(a)][0] += step * forces[a][0];
                at[group.get(a)][1] += step * forces[a][1];
            }
        }
    }

    /** Any two points push each other away by 1/distance; linked ones draw each other by its square. */
    private void push(double[] force, int i, int j) {
        double dx = at[i][0] - at[j][0];
        double dy = at[i][1] - at[j][1];
        double distance = Math.max(1e-3, Math.hypot(dx, dy));
        double away = 1 / (distance * distance) - (link(i, j) > 0 ? distance : 0);
        force[0] += away * dx;
        force[1] += away * dy;
    }

    private void shelve(List<List<Integer>> groups) {
        double[] sizes = groups.stream().mapToDouble(this::size).toArray();
        double area = 0;
        for (double size : sizes) {
            area += size * size;
        }
        double width = Math.max(sizes[0], 1.3 * Math.sqrt(area));
        double x = 0;
        double y = 0;
        double shelf = 0;
        for (int g = 0; g < sizes.length; g++) {
            if (x > 0 && x + sizes[g] > width) {
                x = 0;
                y -= shelf;
                shelf = 0;
            }
            shelf = Math.max(shelf, sizes[g]);
            for (int i : groups.get(g)) {
                at[i][0] += x + sizes[g] / 2;
                at[i][1] += y - sizes[g] / 2;
            }
            x += sizes[g];
        }
    }

    /** The side of the square about the origin that holds a group, with a margin. */
    private double size(List<Integer> group) {
        double reach = group.stream()
                .mapToDouble(i -> Math.max(Math.abs(at[i][0]), Math.abs(at[i][1])))
                .max()
                .orElse(0);
        return 2 * reach + 1;
    }
}
