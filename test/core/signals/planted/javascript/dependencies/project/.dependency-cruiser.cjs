module.exports={forbidden:[{name:'no-circular',severity:'error',from:{},to:{circular:true}},{name:'not-to-unresolvable',severity:'error',from:{},to:{couldNotResolve:true}}],options:{}};
