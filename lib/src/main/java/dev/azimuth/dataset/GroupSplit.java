package dev.azimuth.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Cuts items into parts without parting a group: in random order, large groups first, each group goes to the part that
 * lacks most. Items keep their order within a part.
 *
 * @param what the items, for error messages
 * @param group the group of an item
 */
record GroupSplit<T>(String what, List<T> items, Function<T, String> group) {
    private static final double TOLERANCE = 1e-9;

    /** One part: its name, and the share of all items it should get. */
    record Part(String name, double share) {}

    /** As many lists as there are parts, none of them empty. */
    List<List<T>> into(List<Part> parts, long seed) {
        check(parts);
        Map<String, Long> sizes =
                items.stream().collect(Collectors.groupingBy(group, LinkedHashMap::new, Collectors.counting()));
        if (sizes.size() < parts.size()) {
            throw new IllegalArgumentException("%s: %s cannot fill %d parts, since no group may be in two of them."
                    .formatted(what, Check.count(sizes.size(), "group"), parts.size()));
        }
        List<Set<String>> groups = assign(sizes, parts, seed);
        for (int i = 0; i < parts.size(); i++) {
            if (groups.get(i).isEmpty()) {
                throw new IllegalArgumentException(
                        "%s: %s would be empty. A share of %s of %d is too little for a group of %d: ask for more."
                                .formatted(
                                        what,
                                        parts.get(i).name(),
                                        parts.get(i).share(),
                                        items.size(),
                                        Collections.min(sizes.values())));
            }
        }
        refuseUnbalanced(sizes, parts, groups);
        return groups.stream()
                .map(mine -> items.stream()
                        .filter(item -> mine.contains(group.apply(item)))
                        .toList())
                .toList();
    }

    /** The groups of each part. */
    private List<Set<String>> assign(Map<String, Long> sizes, List<Part> parts, long seed) {
        List<Map.Entry<String, Long>> order = new ArrayList<>(sizes.entrySet());
        Collections.shuffle(order, new Random(seed));
        order.sort(Map.Entry.<String, Long>comparingByValue().reversed());
        List<Set<String>> groups = new ArrayList<>();
        parts.forEach(part -> groups.add(new HashSet<>()));
        double[] lacking =
                parts.stream().mapToDouble(part -> part.share() * items.size()).toArray();
        for (var next : order) {
            int neediest = 0;
            for (int i = 1; i < lacking.length; i++) {
                // Rounding must not decide a tie.
                neediest = lacking[i] > lacking[neediest] + TOLERANCE ? i : neediest;
            }
            groups.get(neediest).add(next.getKey());
            lacking[neediest] -= next.getValue();
        }
        return groups;
    }

    /** One large group can leave a part so little that what it says would be chance. */
    private void refuseUnbalanced(Map<String, Long> sizes, List<Part> parts, List<Set<String>> groups) {
        for (int i = 0; i < parts.size(); i++) {
            long got = groups.get(i).stream()
                    .mapToLong(key -> sizes.getOrDefault(key, 0L))
                    .sum();
            double asked = parts.get(i).share() * items.size();
            if (got < asked / 2) {
                var largest = Collections.max(sizes.entrySet(), Map.Entry.comparingByValue());
                throw new IllegalArgumentException(
                        "%s: %s would have %d instead of %.1f, since %d of %d are in the group %s. Spread them over more groups, or ask for other shares."
                                .formatted(
                                        what,
                                        parts.get(i).name(),
                                        got,
                                        asked,
                                        largest.getValue(),
                                        items.size(),
                                        Check.quote(largest.getKey())));
            }
        }
    }

    private void check(List<Part> parts) {
        double sum = parts.stream().mapToDouble(Part::share).sum();
        boolean positive = parts.stream().allMatch(part -> part.share() > 0);
        if (!positive || !(Math.abs(sum - 1) <= TOLERANCE)) {
            String given =
                    parts.stream().map(part -> part.name() + " " + part.share()).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(what
                    + ": shares must be above 0 and add up to 1, for example 0.6, 0.2, 0.2. Given: " + given + ".");
        }
    }
}
