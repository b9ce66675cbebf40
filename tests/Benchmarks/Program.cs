using PatchKit.Benchmarks;

// Each command is one thing to measure from outside, as a process, beside its peers: backup-peers.sh.
return args switch
{
    ["backup", var source, var place, var id] => BackupCommands.Backup(source, place, id),
    ["verify", var place, var id] => BackupCommands.Verify(place, id),
    ["restore", var place, var id, var target] => BackupCommands.Restore(place, id, target),
    ["zip", var library, var source, var target] => ZipLibraries.Write(library, source, target),
    ["data", "run", var folder, .. var part] => DataSet.Run(folder, part),
    ["data", "small", var folder, .. var part] => DataSet.Small(folder, part),
    ["data", "tiny", var folder, var count] => DataSet.Tiny(folder, count, inFolders: true),
    ["data", "flat", var folder, var count] => DataSet.Tiny(folder, count, inFolders: false),
    ["trust", "stage", var folder, var mebibytes] => TrustCommands.Stage(folder, mebibytes),
    ["trust", "metadata", var folder, var deliveries] => TrustCommands.Metadata(folder, deliveries),
    ["desk", "receive", var sample, var count] => DeskCommands.Receive(sample, count, oneMode: false),
    ["desk", "receive", var sample, var count, "one-mode"] => DeskCommands.Receive(sample, count, oneMode: true),
    ["desk", "report", var sample, var count] => DeskCommands.Report(sample, count),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: Benchmarks backup SOURCE PLACE ID     back a folder up: hashed, with manifest, flushed
               Benchmarks verify PLACE ID            read and hash every byte of a backup
               Benchmarks restore PLACE ID TARGET    put a backup's files below a folder, without waiting for the disk
               Benchmarks zip framework|sharpziplib SOURCE TARGET   write a folder into one zip, stored
               Benchmarks data run|small FOLDER [N]  make a data set, or the Nth part of it
               Benchmarks data tiny FOLDER COUNT     make many files of some bytes, 50 in a folder: for peak memory
               Benchmarks data flat FOLDER COUNT     the same, all in one folder
               Benchmarks trust stage FOLDER MEBIBYTES      staging of a bundle beside a plain copy
               Benchmarks desk receive RECEIPT COUNT [one-mode]   receiving, beside a bare loop of Ed25519 and insert
               Benchmarks desk report RECEIPT COUNT  judging and reporting over so many receipts
               Benchmarks trust metadata FOLDER DELIVERIES  verification of a release with many deliveries
        """);
    return 2;
}
